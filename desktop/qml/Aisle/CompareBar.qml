// What is marked for comparing, floating over the shelf.
import QtQuick

Rectangle {
    id: bar

    implicitHeight: 72
    implicitWidth: row.implicitWidth + 28
    radius: Theme.sheetRadius
    color: Theme.surface
    border.width: Math.max(1, Theme.border)
    border.color: Theme.mix(Theme.muted, Theme.line, 0.4)

    Row {
        id: row
        anchors.centerIn: parent
        spacing: 8
        Repeater {
            model: kiosk.shelf.markedPictures
            Picture {
                required property var modelData
                width: 48
                height: 48
                inset: 4
                source: modelData.picture
            }
        }
        PushButton {
            objectName: "compareMarked"
            anchors.verticalCenter: parent.verticalCenter
            look: "filled"
            iconName: "compare"
            enabled: kiosk.shelf.marked.length > 1
            text: kiosk.shelf.marked.length > 1 ? qsTr("Compare %1").arg(kiosk.shelf.marked.length) : qsTr("Mark one more")
            onClicked: kiosk.compareMarked()
        }
        IconButton {
            anchors.verticalCenter: parent.verticalCenter
            name: qsTr("Take the marks away")
            iconName: "close"
            onClicked: kiosk.unmarkAll()
        }
    }
}
