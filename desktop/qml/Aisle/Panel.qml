// A panel in the middle of a dimmed page, with a title and a way to close it.
import QtQuick

FocusScope {
    id: panel

    property string title
    property real wide: 560
    default property alias content: column.data

    signal closed()

    visible: false
    anchors.fill: parent
    onVisibleChanged: if (visible) close.forceActiveFocus(Qt.OtherFocusReason)
    Keys.onEscapePressed: panel.closed()

    Veil {
        anchors.fill: parent
        visible: panel.visible
        onTouched: panel.closed()
    }
    Rectangle {
        anchors.centerIn: parent
        width: Math.min(panel.wide * Math.max(1, Theme.scale * 0.9), parent.width - 32)
        height: Math.min(parent.height - 32, column.implicitHeight + 40)
        radius: Theme.sheetRadius
        color: Theme.surface
        border.width: Theme.contrast ? 2 : 0
        border.color: Theme.line
        MouseArea { anchors.fill: parent }
        Column {
            id: column
            x: 28
            y: 16
            width: parent.width - 56
            spacing: 16
            Item {
                width: parent.width
                height: Math.max(Theme.touch, heading.implicitHeight)
                Headline {
                    id: heading
                    anchors.verticalCenter: parent.verticalCenter
                    width: parent.width - 60
                    text: panel.title
                }
                IconButton {
                    id: close
                    anchors.right: parent.right
                    anchors.rightMargin: -12
                    name: qsTr("Close")
                    iconName: "close"
                    onClicked: panel.closed()
                }
            }
        }
    }
}
