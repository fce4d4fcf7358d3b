// The comparison: pictures stay in view, differences come first, what is the same is folded.
import QtQuick

Item {
    id: pane

    readonly property var columns: kiosk.comparison.columns
    readonly property real labelWidth: Math.min(150 * Theme.scale, width * 0.24)
    readonly property real columnWidth: (width - labelWidth) / Math.max(1, columns.length)

    component TableRow: Item {
        id: line
        required property var modelData
        required property int index
        width: pane.width
        height: Math.max(label.implicitHeight, cells.height) + 22
        Rectangle {
            width: parent.width
            height: 1
            color: Theme.line
        }
        Words {
            id: label
            y: 11
            width: pane.labelWidth - 12
            text: line.modelData.label
            color: Theme.muted
            font.pixelSize: Theme.small
        }
        Row {
            id: cells
            x: pane.labelWidth
            y: 8
            Repeater {
                model: line.modelData.cells
                Item {
                    id: cell
                    required property var modelData
                    width: pane.columnWidth
                    height: value.implicitHeight + 6
                    Rectangle {
                        visible: cell.modelData.best
                        width: Math.min(parent.width - 8, value.width + 40)
                        height: parent.height
                        radius: 10
                        color: Theme.accentTint
                        border.width: Theme.contrast ? 2 : 0
                        border.color: Theme.accent
                    }
                    Words {
                        id: value
                        x: 10
                        y: 3
                        width: Math.min(implicitWidth, parent.width - 20 - (cell.modelData.best ? 26 : 0))
                        text: cell.modelData.text
                        color: !cell.modelData.said ? Theme.muted : cell.modelData.best ? Theme.accent : Theme.ink
                        font.weight: cell.modelData.best ? Font.DemiBold : Font.Normal
                        font.italic: !cell.modelData.said
                    }
                    Icon {
                        visible: cell.modelData.best
                        anchors.left: value.right
                        anchors.leftMargin: 6
                        anchors.verticalCenter: parent.verticalCenter
                        name: "check"
                        side: 18
                        colour: Theme.accent
                    }
                }
            }
        }
    }

    Item {
        id: head
        width: parent.width
        height: back.height + 8 + heads.height + 12
        PushButton {
            id: back
            objectName: "closeComparison"
            x: -14
            look: "quiet"
            iconName: "back"
            text: qsTr("Back to the shelf")
            onClicked: kiosk.closeComparison()
        }
        Row {
            id: heads
            x: pane.labelWidth
            y: back.height + 8
            spacing: 12
            Repeater {
                model: pane.columns
                ProductCard {
                    required property var modelData
                    objectName: "column"
                    productId: modelData.id
                    title: modelData.title
                    price: modelData.price
                    stock: modelData.stock
                    stockState: modelData.stockState
                    place: modelData.place
                    why: ""
                    reasons: []
                    misses: []
                    picture: modelData.picture
                    listed: modelData.listed
                    marked: false
                    lit: false
                    comparable: false
                    short: true
                    width: pane.columnWidth - 12
                    onClicked: kiosk.openProduct(modelData.id)
                    onAdd: kiosk.toggleListed(modelData.id)
                }
            }
        }
    }
    Flickable {
        anchors.top: head.bottom
        anchors.bottom: parent.bottom
        width: parent.width
        contentHeight: rows.height + 32
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        Column {
            id: rows
            width: parent.width
            Repeater {
                model: kiosk.comparison.differences
                TableRow { objectName: "difference" }
            }
            Item {
                width: parent.width
                height: fold.visible ? fold.height + 8 : 0
                PushButton {
                    id: fold
                    objectName: "fold"
                    visible: kiosk.comparison.same.length > 0
                    x: -14
                    y: 4
                    look: "quiet"
                    iconName: kiosk.comparison.unfolded ? "minus" : "plus"
                    text: kiosk.comparison.unfolded ? qsTr("Hide what is the same") : qsTr("The same in all: %1").arg(kiosk.comparison.same.length)
                    onClicked: kiosk.comparison.fold()
                }
            }
            Repeater {
                model: kiosk.comparison.unfolded ? kiosk.comparison.same : []
                TableRow { objectName: "same" }
            }
        }
    }
}
