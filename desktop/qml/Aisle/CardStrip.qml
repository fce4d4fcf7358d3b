// A row of small cards that scrolls sideways.
import QtQuick

Column {
    id: strip

    property string title
    property var cards
    property bool waiting: false

    spacing: 12
    visible: waiting || (cards && cards.count > 0)
    Headline {
        text: strip.title
        font.pixelSize: Theme.lead
    }
    ListView {
        id: list
        width: parent.width
        height: contentItem.childrenRect.height > 0 ? Math.max(60, contentItem.childrenRect.height) : 300
        orientation: ListView.Horizontal
        spacing: 12
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        cacheBuffer: 2000
        model: strip.cards
        delegate: ProductCard {
            required property string id
            objectName: "stripCard"
            productId: id
            short: true
            comparable: false
            width: Math.round(192 * Math.max(1, Theme.scale * 0.9))
            onClicked: kiosk.openProduct(id)
            onAdd: kiosk.toggleListed(id)
        }
        Row {
            visible: strip.waiting && list.count === 0
            spacing: 12
            Repeater {
                model: parent.visible ? 4 : 0
                SkeletonCard { width: 192 }
            }
        }
    }
}
