// All facts of a product, label and value, in two columns where there is room.
import QtQuick

Grid {
    id: table

    property var facts: []
    readonly property int pairs: width > 560 * Theme.scale ? 2 : 1

    columns: pairs
    columnSpacing: 32
    rowSpacing: 0
    Repeater {
        model: table.facts
        Item {
            id: fact
            required property var modelData
            width: (table.width - (table.pairs - 1) * 32) / table.pairs
            height: Math.max(label.implicitHeight, value.implicitHeight) + 18
            Words {
                id: label
                y: 9
                width: parent.width * 0.45
                text: fact.modelData.label
                color: Theme.muted
                font.pixelSize: Theme.small
            }
            Words {
                id: value
                x: parent.width * 0.48
                y: 9
                width: parent.width * 0.52
                text: fact.modelData.value
                font.weight: Font.Medium
                font.pixelSize: Theme.small
            }
            Rectangle {
                anchors.bottom: parent.bottom
                width: parent.width
                height: 1
                color: Theme.line
            }
        }
    }
}
