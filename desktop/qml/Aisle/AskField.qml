// The one large field, with send; Stop stands in its place while an answer is written.
import QtQuick
import QtQuick.Controls.Basic

FocusScope {
    id: scope

    property alias text: field.text
    property string placeholder: kiosk.placeholder
    property int size: Math.min(Theme.lead, 26)
    property bool busy: kiosk.conversation.busy

    // The room for suggestions below and above the field: the list stands below where all of it fits, else on the
    // side with more room.
    property real roomAbove: 0
    property real roomBelow: 0
    readonly property bool suggesting: typed.visible

    signal sent(string words)

    implicitHeight: Math.max(64, field.implicitHeight + 8)

    function send() {
        const said = field.text.trim()
        if (said === "")
            return
        field.text = ""
        Window.window.touchedField = null
        scope.sent(said)
    }
    function choose(at) {
        Window.window.touchedField = null
        kiosk.typing.choose(at)
        field.text = ""
    }

    function step(event, by) {
        event.accepted = typed.visible
        if (typed.visible)
            kiosk.typing.move(by)
    }

    Connections {
        target: kiosk
        function onWiped() { field.text = "" }
    }
    Rectangle {
        anchors.fill: parent
        radius: height / 2
        color: Theme.surface
        border.width: field.activeFocus ? 2 : Math.max(Theme.border, 1)
        border.color: field.activeFocus ? Theme.accent : Theme.mix(Theme.muted, Theme.line, 0.35)
    }
    TextField {
        id: field
        objectName: "askField"
        focus: true
        anchors.left: parent.left
        anchors.leftMargin: 16
        anchors.right: button.left
        anchors.verticalCenter: parent.verticalCenter
        height: parent.height - 4
        placeholderText: scope.placeholder
        placeholderTextColor: Theme.muted
        color: Theme.ink
        font.family: Theme.family
        font.pixelSize: scope.size
        maximumLength: 400
        selectByMouse: true
        selectionColor: Theme.accent
        selectedTextColor: Theme.accentInk
        background: Item { }
        onPressed: Window.window.touchedField = field
        inputMethodHints: Qt.ImhNoPredictiveText
        Accessible.name: scope.placeholder
        Accessible.description: typed.visible ? kiosk.typing.currentText : ""
        onAccepted: {
            const at = typed.visible ? kiosk.typing.current : -1
            if (at < 0) {
                scope.send()
                return
            }
            scope.choose(at)
        }
        onTextChanged: if (activeFocus) kiosk.typing.edit(text)
        onActiveFocusChanged: if (!activeFocus) kiosk.typing.dismiss()
        Keys.onDownPressed: event => scope.step(event, 1)
        Keys.onUpPressed: event => scope.step(event, -1)
        // Before the window's own Escape, which leaves the page.
        Keys.onShortcutOverride: event => { event.accepted = typed.visible && event.key === Qt.Key_Escape }
        Keys.onEscapePressed: event => {
            event.accepted = typed.visible
            kiosk.typing.dismiss()
        }
    }
    IconButton {
        id: button
        objectName: scope.busy && field.text === "" ? "stop" : "send"
        anchors.right: parent.right
        anchors.rightMargin: 6
        anchors.verticalCenter: parent.verticalCenter
        side: Math.max(Theme.touch, parent.height - 12)
        iconSide: 24
        look: "filled"
        enabled: scope.busy || field.text.trim() !== ""
        iconName: scope.busy && field.text === "" ? "stop" : "send"
        name: scope.busy && field.text === "" ? qsTr("Stop") : qsTr("Send")
        onClicked: scope.busy && field.text === "" ? kiosk.stop() : scope.send()
    }
    TypedList {
        id: typed
        field: scope
        wanted: field.activeFocus
        readonly property bool below: scope.roomBelow - 16 >= Math.min(whole, scope.roomAbove)
        room: (below ? scope.roomBelow : scope.roomAbove) - 16
        width: parent.width
        y: below ? parent.height + 8 : -height - 8
    }
}
