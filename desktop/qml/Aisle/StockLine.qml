// Whether it is there and where it stands: "● 4 left   Aisle 7 · Bay B".
import QtQuick

Flow {
    id: line

    property string stock
    property string stockState
    property string place
    property int size: Theme.small

    spacing: 6
    Row {
        spacing: 6
        Rectangle {
            anchors.verticalCenter: parent.verticalCenter
            width: 8
            height: 8
            radius: 4
            color: line.stockState === "out" ? "transparent" : line.stockState === "few" ? Theme.highlight : Theme.accent
            border.width: line.stockState === "out" ? 2 : 0
            border.color: Theme.danger
        }
        Words {
            text: line.stock
            font.pixelSize: line.size
            font.weight: Font.Medium
            color: line.stockState === "out" ? Theme.danger : line.stockState === "few" ? Theme.warn : Theme.accent
            lineHeight: 1
        }
    }
    Row {
        visible: line.place !== ""
        spacing: 3
        Icon {
            anchors.verticalCenter: parent.verticalCenter
            name: "place"
            side: Math.round(line.size * 1.1)
            colour: Theme.muted
        }
        Words {
            text: line.place
            font.pixelSize: line.size
            color: Theme.muted
            lineHeight: 1
        }
    }
}
