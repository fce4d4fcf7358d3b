// A product on the shelf. The whole card opens it; the round button adds it to the list; the box marks it.
import QtQuick
import QtQuick.Controls.Basic

AbstractButton {
    id: card

    required property string productId
    required property string title
    required property string price
    required property string stock
    required property string stockState
    required property string place
    required property string why
    required property var reasons
    required property var misses
    required property string picture
    required property bool listed
    required property bool marked
    required property bool lit
    property string rating
    property int ratings: 0
    property bool leading: false
    property bool comparable: true
    property bool short: false

    signal add()
    signal mark()

    readonly property int pictureSide: leading ? Math.min(236, Math.round(width * 0.34)) : short ? 112 : 148

    text: title
    implicitHeight: leading ? Math.max(pictureSide + 32, side.implicitHeight + 40) : pictureSide + 24 + below.implicitHeight + 16
    hoverEnabled: true
    Accessible.role: Accessible.Button
    Accessible.name: [title, price, stock, place, why].filter(part => part !== "").join(", ")
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    background: Rectangle {
        radius: Theme.radius
        color: card.lit ? Theme.highlightTint : Theme.surface
        border.width: card.lit ? 3 : Theme.border
        border.color: card.lit ? Theme.highlight : card.hovered || card.down ? Theme.muted : Theme.line
        Behavior on color { enabled: !Theme.reduceMotion; ColorAnimation { duration: Theme.slow } }
        FocusFrame { shown: card.visualFocus; radius: Theme.radius + around }
    }

    contentItem: Item {
        Picture {
            id: pane
            x: card.leading ? 16 : 12
            y: card.leading ? 16 : 12
            width: card.leading ? card.pictureSide : card.width - 24
            height: card.leading ? card.height - 32 : card.pictureSide
            source: card.picture
            faded: card.stockState === "out"
        }

        Column {
            id: side
            visible: card.leading
            anchors.left: pane.right
            anchors.leftMargin: 24
            anchors.right: parent.right
            anchors.rightMargin: 20
            y: 20
            spacing: 8
            Words {
                text: qsTr("Top pick")
                color: Theme.accent
                font.pixelSize: Theme.small
                font.weight: Font.DemiBold
                font.letterSpacing: 0.6
                lineHeight: 1
            }
            Headline {
                width: parent.width
                text: card.title
                font.pixelSize: Math.round(Theme.lead * 1.1)
                maximumLineCount: 2
                elide: Text.ElideRight
                Accessible.ignored: true
            }
            Row {
                spacing: 14
                Words {
                    text: card.price
                    font.pixelSize: Theme.title
                    font.weight: Font.DemiBold
                    lineHeight: 1
                    Accessible.ignored: true
                }
                RatingLine {
                    anchors.verticalCenter: parent.verticalCenter
                    rating: card.rating
                    ratings: card.ratings
                }
            }
            StockLine {
                width: parent.width
                stock: card.stock
                stockState: card.stockState
                place: card.place
            }
            Column {
                width: parent.width
                spacing: 4
                Repeater {
                    model: card.leading ? card.reasons : []
                    Item {
                        id: reason
                        required property string modelData
                        width: parent.width
                        implicitHeight: reasonWords.implicitHeight
                        Icon { y: 2; name: "check"; side: 18; colour: Theme.accent }
                        Words {
                            id: reasonWords
                            x: 26
                            width: parent.width - 26
                            text: reason.modelData
                            font.pixelSize: Theme.small
                            Accessible.ignored: true
                        }
                    }
                }
                Repeater {
                    model: card.leading ? card.misses : []
                    Words {
                        required property string modelData
                        text: modelData
                        font.pixelSize: Theme.small
                        color: Theme.warn
                    }
                }
            }
            Row {
                spacing: 8
                PushButton {
                    look: card.listed ? "tinted" : "filled"
                    iconName: card.listed ? "check" : "plus"
                    text: card.listed ? qsTr("On my list") : qsTr("Add to list")
                    Accessible.name: card.listed ? qsTr("Take %1 off my list").arg(card.title) : qsTr("Add %1 to my list").arg(card.title)
                    onClicked: card.add()
                }
                MarkBox {
                    visible: card.comparable
                    labelled: true
                    title: card.title
                    marked: card.marked
                    onClicked: card.mark()
                }
            }
        }

        Column {
            id: below
            visible: !card.leading
            x: 16
            y: card.pictureSide + 22
            width: card.width - 32
            spacing: 6
            Words {
                id: name
                width: parent.width
                height: Math.ceil(metrics.lineSpacing * 2) + 4
                text: card.title
                maximumLineCount: 2
                elide: Text.ElideRight
                lineHeight: 1
                Accessible.ignored: true
                FontMetrics { id: metrics; font: name.font }
            }
            Words {
                text: card.price
                font.pixelSize: card.short ? Theme.lead : Math.round(Theme.title * 0.86)
                font.weight: Font.DemiBold
                lineHeight: 1
                Accessible.ignored: true
            }
            StockLine {
                width: parent.width
                stock: card.stock
                stockState: card.stockState
                place: card.place
            }
            Words {
                width: parent.width
                height: visible ? Math.ceil(smallMetrics.lineSpacing * 2) + 4 : 0
                visible: !card.short || text !== ""
                verticalAlignment: Text.AlignTop
                text: card.misses.length > 0 ? card.misses[0] : card.why
                color: card.misses.length > 0 ? Theme.warn : Theme.muted
                font.pixelSize: Theme.small
                maximumLineCount: 2
                elide: Text.ElideRight
                lineHeight: 1
                Accessible.ignored: true
                FontMetrics { id: smallMetrics; font.family: Theme.family; font.pixelSize: Theme.small }
            }
        }

        MarkBox {
            visible: !card.leading && card.comparable
            x: 12
            y: 12
            title: card.title
            marked: card.marked
            onClicked: card.mark()
        }
        IconButton {
            visible: !card.leading
            x: card.width - width - 16
            y: 16
            name: card.listed ? qsTr("Take %1 off my list").arg(card.title) : qsTr("Add %1 to my list").arg(card.title)
            look: card.listed ? "filled" : "surface"
            iconName: card.listed ? "check" : "plus"
            onClicked: card.add()
        }
    }
}
