// The keyboard inside the window: letters, figures and signs for the field that has the focus.
import QtQuick

Rectangle {
    id: board

    property Item field: null
    property bool capital: false
    property bool figures: false

    readonly property var letters: [["q","w","e","r","t","y","u","i","o","p"], ["a","s","d","f","g","h","j","k","l"], ["z","x","c","v","b","n","m","'"]]
    readonly property var signs: [["1","2","3","4","5","6","7","8","9","0"], ["$","€","£","%","&","@","#","-","/"], ["(",")",".",",","?","!","\"",":"]]
    readonly property real keyHeight: Math.max(Theme.touch, Math.min(64, width / 16))
    readonly property real unitWidth: (Math.min(width, 1100) - 32 - 9 * 6) / 10

    signal hidden()

    objectName: "keyboard"
    height: 4 * keyHeight + 3 * 6 + 28
    color: Theme.sunken
    border.width: Theme.contrast ? 2 : 0
    border.color: Theme.line

    function type(text) {
        if (!board.field)
            return
        if (board.field.selectedText !== "")
            board.field.remove(board.field.selectionStart, board.field.selectionEnd)
        if (board.field.length < board.field.maximumLength)
            board.field.insert(board.field.cursorPosition, text)
        board.capital = false
    }
    function erase() {
        if (!board.field)
            return
        if (board.field.selectedText !== "")
            board.field.remove(board.field.selectionStart, board.field.selectionEnd)
        else if (board.field.cursorPosition > 0)
            board.field.remove(board.field.cursorPosition - 1, board.field.cursorPosition)
    }

    MouseArea { anchors.fill: parent }
    Column {
        anchors.horizontalCenter: parent.horizontalCenter
        y: 14
        spacing: 6
        Repeater {
            model: board.figures ? board.signs : board.letters
            Row {
                id: row
                required property var modelData
                required property int index
                anchors.horizontalCenter: parent.horizontalCenter
                spacing: 6
                Key {
                    visible: row.index === 2
                    width: board.unitWidth * 1.0
                    height: board.keyHeight
                    iconName: "shift"
                    spoken: qsTr("Capital")
                    strong: board.capital
                    onPressed: board.capital = !board.capital
                }
                Repeater {
                    model: row.modelData
                    Key {
                        required property string modelData
                        objectName: "key-" + modelData
                        width: board.unitWidth
                        height: board.keyHeight
                        label: board.capital ? modelData.toUpperCase() : modelData
                        onPressed: board.type(label)
                    }
                }
                Key {
                    visible: row.index === 2
                    objectName: "key-erase"
                    width: board.unitWidth
                    height: board.keyHeight
                    iconName: "erase"
                    spoken: qsTr("Delete")
                    repeats: true
                    onPressed: board.erase()
                }
            }
        }
        Row {
            anchors.horizontalCenter: parent.horizontalCenter
            spacing: 6
            Key {
                width: board.unitWidth * 1.5
                height: board.keyHeight
                label: board.figures ? qsTr("abc") : qsTr("123")
                onPressed: board.figures = !board.figures
            }
            Key {
                objectName: "key-space"
                width: board.unitWidth * 5 + 24
                height: board.keyHeight
                label: qsTr("space")
                spoken: qsTr("Space")
                onPressed: board.type(" ")
            }
            Key {
                width: board.unitWidth * 1.25
                height: board.keyHeight
                iconName: "hide"
                spoken: qsTr("Hide the keyboard")
                onPressed: board.hidden()
            }
            Key {
                objectName: "key-enter"
                width: board.unitWidth * 2.0
                height: board.keyHeight
                iconName: "send"
                strong: true
                spoken: qsTr("Send")
                onPressed: if (board.field) board.field.accepted()
            }
        }
    }
}
