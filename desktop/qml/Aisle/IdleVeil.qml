// "Still there?": the dimmed page with the ring that runs out.
import QtQuick
import QtQuick.Shapes

FocusScope {
    id: veil

    visible: kiosk.idle.asking
    onVisibleChanged: if (visible) here.forceActiveFocus(Qt.OtherFocusReason)

    Veil {
        anchors.fill: parent
        visible: veil.visible
        onTouched: kiosk.idle.touch()
    }
    Rectangle {
        anchors.centerIn: parent
        width: Math.min(parent.width - 48, 440 * Math.max(1, Theme.scale * 0.9))
        height: column.height + 72
        radius: Theme.sheetRadius
        color: Theme.surface
        Column {
            id: column
            anchors.centerIn: parent
            width: parent.width - 56
            spacing: 20
            Item {
                anchors.horizontalCenter: parent.horizontalCenter
                width: 120
                height: 120
                Shape {
                    anchors.fill: parent
                    ShapePath {
                        strokeColor: Theme.line
                        strokeWidth: 8
                        fillColor: "transparent"
                        PathAngleArc { centerX: 60; centerY: 60; radiusX: 54; radiusY: 54; startAngle: 0; sweepAngle: 360 }
                    }
                    ShapePath {
                        strokeColor: Theme.accent
                        strokeWidth: 8
                        fillColor: "transparent"
                        capStyle: ShapePath.RoundCap
                        PathAngleArc {
                            centerX: 60
                            centerY: 60
                            radiusX: 54
                            radiusY: 54
                            startAngle: -90
                            sweepAngle: 360 * kiosk.idle.left / Math.max(1, kiosk.idle.grace)
                            Behavior on sweepAngle { enabled: !Theme.reduceMotion; NumberAnimation { duration: Theme.slow } }
                        }
                    }
                }
                Words {
                    anchors.centerIn: parent
                    text: kiosk.idle.left
                    font.pixelSize: Theme.display
                    font.weight: Font.DemiBold
                    lineHeight: 1
                }
            }
            Headline {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: qsTr("Still there?")
            }
            Words {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                color: Theme.muted
                text: qsTr("Otherwise everything you said here is wiped.")
            }
            PushButton {
                id: here
                objectName: "stillHere"
                anchors.horizontalCenter: parent.horizontalCenter
                look: "filled"
                large: true
                focus: true
                text: qsTr("I am here")
                onClicked: kiosk.idle.touch()
            }
        }
    }
}
