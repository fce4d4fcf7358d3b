// The shelf: the top pick wide, the rest a grid. Cards slide to their new places.
import QtQuick

Flickable {
    id: shelf

    readonly property int columns: Math.max(1, Math.floor((width + Theme.gap) / (216 * Math.max(1, Theme.scale * 0.92) + Theme.gap)))
    readonly property real cell: Math.floor((width - (columns - 1) * Theme.gap) / columns)
    readonly property bool waiting: kiosk.shelf.loading

    objectName: "shelf"
    contentHeight: column.height + 24
    boundsBehavior: Flickable.StopAtBounds
    clip: true

    Column {
        id: column
        width: shelf.width
        spacing: Theme.gap

        Note {
            width: parent.width
            visible: kiosk.shelf.note !== ""
            text: kiosk.shelf.note
        }
        Flow {
            id: flow
            width: parent.width
            spacing: Theme.gap
            visible: kiosk.shelf.cards.count > 0
            opacity: shelf.waiting ? 0.5 : 1
            Behavior on opacity { enabled: !Theme.reduceMotion; NumberAnimation { duration: Theme.quick } }
            move: Transition { enabled: !Theme.reduceMotion; NumberAnimation { properties: "x,y"; duration: Theme.slow; easing.type: Easing.OutCubic } }
            add: Transition { enabled: !Theme.reduceMotion; NumberAnimation { property: "opacity"; from: 0; to: 1; duration: Theme.quick } }
            Repeater {
                model: kiosk.shelf.cards
                ProductCard {
                    required property int index
                    required property string id
                    objectName: "card"
                    productId: id
                    leading: index === 0 && shelf.columns > 1 && kiosk.shelf.heading === ""
                    width: leading ? flow.width : shelf.cell
                    onClicked: kiosk.openProduct(id)
                    onAdd: kiosk.toggleListed(id)
                    onMark: kiosk.mark(id)
                    onLitChanged: if (lit) shelf.reveal(this)
                }
            }
        }
        Flow {
            width: parent.width
            spacing: Theme.gap
            visible: shelf.waiting && kiosk.shelf.cards.count === 0
            Repeater {
                model: parent.visible ? shelf.columns * 2 + 1 : 0
                SkeletonCard {
                    required property int index
                    leading: index === 0 && shelf.columns > 1
                    width: leading ? shelf.width : shelf.cell
                }
            }
        }
        EmptyShelf {
            width: parent.width
            visible: kiosk.shelf.searched && !shelf.waiting && kiosk.shelf.cards.count === 0
        }
        PushButton {
            objectName: "more"
            anchors.horizontalCenter: parent.horizontalCenter
            visible: kiosk.shelf.searched && kiosk.shelf.total > kiosk.shelf.cards.count && kiosk.shelf.cards.count > 0
            look: "outline"
            text: qsTr("Show more (%1 in all)").arg(kiosk.shelf.total)
            onClicked: kiosk.more()
        }
    }

    // A touched name in the answer brings its card into view.
    function reveal(card) {
        const top = card.y + flow.y
        if (top < contentY || top + card.height > contentY + height) {
            glide.to = Math.max(0, Math.min(top - 16, contentHeight - height))
            if (Theme.reduceMotion) contentY = glide.to
            else glide.restart()
        }
    }
    NumberAnimation { id: glide; target: shelf; property: "contentY"; duration: Theme.slow; easing.type: Easing.OutCubic }
    Connections {
        target: kiosk.shelf
        function onWishChanged() { shelf.contentY = 0 }
    }
}
