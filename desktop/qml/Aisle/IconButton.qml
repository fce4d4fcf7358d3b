// A round button with an icon; its name is said, not shown.
import QtQuick
import QtQuick.Controls.Basic

AbstractButton {
    id: button

    required property string name
    property string iconName
    property string look: "quiet"
    property int side: Theme.touch
    property int iconSide: 22
    property color ink: look === "filled" ? Theme.accentInk : Theme.ink

    implicitWidth: side
    implicitHeight: side
    hoverEnabled: true
    text: name
    Accessible.name: name
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    background: Rectangle {
        radius: height / 2
        color: button.look === "filled" ? (button.enabled ? (button.down ? Qt.darker(Theme.accent, 1.15) : Theme.accent) : Theme.idle)
             : button.look === "surface" ? (button.down ? Theme.sunken : Theme.surface)
             : button.down || button.hovered ? Theme.sunken : "transparent"
        border.width: button.look === "surface" || (Theme.contrast && button.look !== "quiet") ? Theme.border : 0
        border.color: Theme.line
        FocusFrame { shown: button.visualFocus; radius: parent.radius + around }
    }
    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            name: button.iconName
            side: button.iconSide
            colour: button.enabled ? button.ink : Theme.muted
        }
    }
}
