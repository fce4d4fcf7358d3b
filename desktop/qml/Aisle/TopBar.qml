// Store name, language, comfort, My list with its count, Done.
import QtQuick

Item {
    id: bar

    property bool shopping: true

    signal comfort()

    implicitHeight: 72 * Math.max(1, Theme.scale * 0.9)

    StoreName {
        anchors.left: parent.left
        anchors.leftMargin: Theme.page - 8
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(implicitWidth, parent.width - tools.width - 48)
    }
    Row {
        id: tools
        anchors.right: parent.right
        anchors.rightMargin: Theme.page
        anchors.verticalCenter: parent.verticalCenter
        spacing: 8
        IconButton {
            name: qsTr("Text size and colours")
            iconName: "text"
            onClicked: bar.comfort()
        }
        PushButton {
            objectName: "openList"
            visible: kiosk.page !== "list"
            look: "tinted"
            iconName: "list"
            text: kiosk.list.count > 0 ? qsTr("My list \u00b7 %1").arg(kiosk.list.count) : qsTr("My list")
            onClicked: kiosk.showList()
        }
        PushButton {
            objectName: "backToShop"
            visible: kiosk.page === "list"
            look: "tinted"
            iconName: "back"
            text: qsTr("Back to the shelf")
            onClicked: kiosk.showShop()
        }
        PushButton {
            objectName: "done"
            look: "outline"
            text: qsTr("Done")
            onClicked: kiosk.done()
        }
    }
    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.border
        color: Theme.line
    }
}
