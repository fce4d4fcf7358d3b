// Where one product stands.
import QtQuick

FocusScope {
    id: sheet

    readonly property bool open: kiosk.located.title !== undefined

    visible: open
    anchors.fill: parent
    onOpenChanged: if (open) close.forceActiveFocus(Qt.OtherFocusReason)

    Veil {
        anchors.fill: parent
        visible: sheet.open
        onTouched: kiosk.closeMap()
    }
    Rectangle {
        id: box
        anchors.centerIn: parent
        width: Math.min(parent.width - 48, 1040)
        readonly property bool drawn: kiosk.mapDrawing !== ""
        height: !drawn ? words.height + 44 : Math.min(parent.height - 48, (width - 48) * kiosk.mapHeight / kiosk.mapWidth + words.height + 64)
        radius: Theme.sheetRadius
        color: Theme.surface
        MouseArea { anchors.fill: parent }
        Column {
            id: words
            x: 28
            y: 20
            width: parent.width - 110
            spacing: 2
            Words {
                width: parent.width
                text: sheet.open ? kiosk.located.title : ""
                color: Theme.muted
            }
            Headline {
                objectName: "locatedPlace"
                width: parent.width
                text: sheet.open ? kiosk.located.place : ""
            }
        }
        StoreMap {
            visible: parent.drawn
            anchors.top: words.bottom
            anchors.topMargin: 16
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            anchors.margins: 24
            route: sheet.open ? kiosk.located.route : []
            stops: sheet.open ? kiosk.located.stops : []
        }
        IconButton {
            id: close
            objectName: "closeMap"
            anchors.right: parent.right
            anchors.top: parent.top
            anchors.margins: 16
            name: qsTr("Close")
            iconName: "close"
            onClicked: kiosk.closeMap()
        }
    }
}
