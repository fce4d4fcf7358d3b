// A word of an answer, or a product's name as a chip with what clings to it.
import QtQuick
import QtQuick.Controls.Basic

Row {
    id: piece

    required property string text
    required property string tail
    required property string product
    required property bool strong
    property real most: 400
    property bool bad: false

    readonly property bool line: text.charCodeAt(0) === 10

    width: line ? most : implicitWidth
    height: line ? 8 : implicitHeight

    Words {
        visible: piece.product === "" && !piece.line
        width: Math.min(implicitWidth, piece.most)
        text: piece.text
        font.pixelSize: Math.round(Theme.body * 1.12)
        font.weight: piece.strong ? Font.DemiBold : Font.Normal
        color: piece.bad ? Theme.danger : Theme.ink
        lineHeight: 1.32
        Accessible.ignored: true
    }
    // A word is lower than a finger: the button reaches above and below what is drawn.
    Item {
        id: place
        visible: piece.product !== ""
        width: visible ? Math.min(label.implicitWidth, piece.most - tailWords.implicitWidth) : 0
        height: label.implicitHeight

        readonly property real beyond: Math.max(0, (Theme.touch - height) / 2)

        AbstractButton {
            id: chip
            objectName: "nameChip"
            y: -place.beyond
            width: place.width
            height: place.height + 2 * place.beyond
            topInset: place.beyond + 1
            bottomInset: place.beyond + 3
            text: piece.text
            Accessible.name: qsTr("Show %1").arg(piece.text)
            Keys.onReturnPressed: click()
            onClicked: kiosk.light(piece.product)
            background: Rectangle {
                radius: 8
                color: kiosk.shelf.lit === piece.product ? Theme.highlightTint
                       : chip.down ? Theme.mix(Theme.accent, Theme.surface, 0.3) : Theme.accentTint
                border.width: kiosk.shelf.lit === piece.product || Theme.contrast ? 1 : 0
                border.color: kiosk.shelf.lit === piece.product ? Theme.highlight : Theme.line
                FocusFrame { shown: chip.visualFocus; radius: 10 }
            }
        }
        Words {
            id: label
            width: place.width
            leftPadding: 8
            rightPadding: 8
            text: piece.text
            font.pixelSize: Math.round(Theme.body * 1.12)
            font.weight: Font.DemiBold
            color: Theme.accent
            lineHeight: 1.32
            Accessible.ignored: true
        }
    }
    Words {
        id: tailWords
        text: piece.tail
        wrapMode: Text.NoWrap
        font.pixelSize: Math.round(Theme.body * 1.12)
        lineHeight: 1.32
        Accessible.ignored: true
    }
}
