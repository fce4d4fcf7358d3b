// The main page. Landscape: conversation left, shelf right. Portrait: shelf above, conversation below.
import QtQuick

FocusScope {
    id: page

    focus: true
    readonly property bool portrait: height > width
    readonly property bool covered: kiosk.product.isOpen
    property real keyboardHeight: 0
    readonly property real room: height - bar.height - keyboardHeight

    signal comfort()
    signal order()
    signal narrow()

    Rectangle { anchors.fill: parent; color: Theme.background }
    TopBar {
        id: bar
        width: parent.width
        onComfort: page.comfort()
    }
    Conversation {
        id: conversation
        objectName: "conversation"
        focus: true
        x: 0
        y: page.portrait ? bar.height + goods.height : bar.height
        width: page.portrait ? parent.width : Math.round(parent.width * 0.38)
        height: page.portrait ? page.room - goods.height : page.room
    }
    Rectangle {
        x: page.portrait ? 0 : conversation.width
        y: page.portrait ? conversation.y : bar.height
        width: page.portrait ? parent.width : Math.max(1, Theme.border)
        height: page.portrait ? Math.max(1, Theme.border) : page.room
        color: Theme.line
    }
    Item {
        id: goods
        x: page.portrait ? 0 : conversation.width + 1
        y: bar.height
        width: page.portrait ? parent.width : parent.width - conversation.width - 1
        height: page.portrait ? Math.round(page.room * (page.keyboardHeight > 0 ? 0.46 : 0.58)) : page.room
        clip: true

        Item {
            id: shelfPane
            anchors.fill: parent
            anchors.leftMargin: Theme.page
            anchors.rightMargin: Theme.page
            visible: kiosk.pane === "shelf"
            enabled: !page.covered
            WishRow {
                id: wishes
                y: 12
                width: parent.width
                onSortTouched: page.order()
                onFilterTouched: page.narrow()
            }
            Shelf {
                anchors.top: wishes.bottom
                anchors.topMargin: 12
                anchors.bottom: parent.bottom
                width: parent.width
                bottomMargin: compareBar.visible ? compareBar.height + 24 : 0
            }
            CompareBar {
                id: compareBar
                anchors.horizontalCenter: parent.horizontalCenter
                anchors.bottom: parent.bottom
                anchors.bottomMargin: 16
                visible: kiosk.shelf.marked.length > 0
            }
        }
        Loader {
            anchors.fill: parent
            anchors.leftMargin: Theme.page
            anchors.rightMargin: Theme.page
            anchors.topMargin: 8
            active: kiosk.pane === "compare"
            enabled: !page.covered
            sourceComponent: ComparePane { }
        }
        ProductSheet {
            anchors.fill: parent
            anchors.margins: 8
        }
    }
}
