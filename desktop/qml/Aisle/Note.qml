// One quiet sentence across the page, with a mark at its side.
import QtQuick

Rectangle {
    id: note

    property alias text: words.text
    property bool bad: false

    implicitHeight: words.height + 24
    radius: Theme.radius
    color: bad ? Theme.mix(Theme.danger, Theme.surface, 0.1) : Theme.highlightTint
    border.width: Theme.contrast ? 2 : 0
    border.color: Theme.line
    Rectangle {
        x: 12
        y: 12
        width: 4
        height: parent.height - 24
        radius: 2
        color: note.bad ? Theme.danger : Theme.highlight
    }
    Words {
        id: words
        x: 28
        y: 12
        width: parent.width - 44
    }
}
