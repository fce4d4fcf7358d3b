// A pill with words that can be touched: a suggestion, an example, a wish that can be taken away.
import QtQuick
import QtQuick.Controls.Basic

AbstractButton {
    id: chip

    property bool hollow: false
    property bool removable: false
    property bool chosen: false
    property bool filled: false
    property real most: 10000

    implicitHeight: Math.max(Theme.touch, words.implicitHeight + 20)
    implicitWidth: Math.min(most, words.implicitWidth + 34 + (removable ? 24 : 0))
    hoverEnabled: true
    Accessible.name: text
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    background: Item {
        Rectangle {
            anchors.fill: parent
            anchors.topMargin: 3
            anchors.bottomMargin: 3
            radius: height / 2
            color: chip.hollow ? (chip.down ? Theme.sunken : "transparent")
                 : chip.chosen || chip.filled ? (chip.chosen ? Theme.accent : Theme.accentTint)
                 : chip.down || chip.hovered ? Theme.sunken : Theme.surface
            border.width: chip.filled && !Theme.contrast ? 0 : chip.hollow ? 2 : Theme.border
            border.color: chip.hollow ? Theme.muted : Theme.line
            FocusFrame { shown: chip.visualFocus; radius: parent.radius + around }
        }
    }
    contentItem: Item {
        Words {
            id: words
            anchors.left: parent.left
            anchors.leftMargin: 17
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, chip.width - 34 - (chip.removable ? 24 : 0))
            text: chip.text
            color: chip.chosen ? Theme.accentInk : chip.hollow ? Theme.muted : chip.filled ? Theme.accent : Theme.ink
            font.weight: chip.filled ? Font.DemiBold : Font.Normal
            lineHeight: 1
            Accessible.ignored: true
        }
        Icon {
            visible: chip.removable
            anchors.left: words.right
            anchors.leftMargin: 8
            anchors.verticalCenter: parent.verticalCenter
            name: "close"
            side: 16
            colour: words.color
        }
    }
}
