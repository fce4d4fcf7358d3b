// A field for a line of text, with its label above.
import QtQuick
import QtQuick.Controls.Basic

FocusScope {
    id: scope

    property alias text: field.text
    property string label
    property bool secret: false

    signal sent()
    signal edited()

    implicitHeight: title.implicitHeight + 4 + box.height

    Words {
        id: title
        text: scope.label
        color: Theme.muted
        font.pixelSize: Theme.small
    }
    Rectangle {
        id: box
        anchors.top: title.bottom
        anchors.topMargin: 4
        width: parent.width
        height: Math.max(56, field.implicitHeight)
        radius: Theme.radius
        color: Theme.surface
        border.width: field.activeFocus ? 2 : Math.max(1, Theme.border)
        border.color: field.activeFocus ? Theme.accent : Theme.line
        TextField {
            id: field
            focus: true
            anchors.fill: parent
            anchors.leftMargin: 10
            anchors.rightMargin: 10
            color: Theme.ink
            font.family: Theme.family
            font.pixelSize: Theme.lead
            echoMode: scope.secret ? TextInput.Password : TextInput.Normal
            inputMethodHints: scope.secret ? Qt.ImhSensitiveData | Qt.ImhNoPredictiveText : Qt.ImhNone
            maximumLength: 400
            selectByMouse: true
            selectionColor: Theme.accent
            selectedTextColor: Theme.accentInk
            background: Item { }
        onPressed: Window.window.touchedField = field
            Accessible.name: scope.label
            onAccepted: scope.sent()
            onTextEdited: scope.edited()
        }
    }
}
