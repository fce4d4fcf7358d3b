// A button with words, an icon before them where it helps. `look`: filled, tinted, outline or quiet.
import QtQuick
import QtQuick.Controls.Basic

AbstractButton {
    id: button

    property string look: "tinted"
    property string iconName
    property bool large: false
    property color ink: !enabled ? Theme.muted : look === "filled" ? Theme.accentInk : look === "danger" ? Theme.danger
                        : look === "plain" ? Theme.ink : Theme.accent

    implicitHeight: Math.max(Theme.touch, words.implicitHeight + (large ? 28 : 20))
    implicitWidth: Math.max(Theme.touch, row.implicitWidth + (large ? 48 : 32))
    hoverEnabled: true
    Accessible.name: text
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    background: Rectangle {
        radius: height / 2
        color: {
            if (button.look === "filled")
                return button.enabled ? (button.down ? Qt.darker(Theme.accent, 1.15) : Theme.accent) : Theme.idle
            if (button.look === "tinted")
                return button.down ? Theme.mix(Theme.accent, Theme.surface, 0.25) : Theme.accentTint
            return button.down || button.hovered ? Theme.sunken : "transparent"
        }
        border.width: button.look === "outline" || button.look === "danger" || (Theme.contrast && button.look !== "quiet")
                      ? Theme.border : 0
        border.color: button.look === "danger" ? Theme.danger : Theme.contrast ? Theme.ink : Theme.line
        FocusFrame { shown: button.visualFocus; radius: parent.radius + around }
    }
    contentItem: Item {
        implicitWidth: row.implicitWidth
        implicitHeight: row.implicitHeight
        Row {
            id: row
            anchors.centerIn: parent
            spacing: 8
            Icon {
                anchors.verticalCenter: parent.verticalCenter
                visible: button.iconName !== ""
                name: button.iconName
                colour: button.ink
                side: button.large ? 24 : 20
            }
            Words {
                id: words
                anchors.verticalCenter: parent.verticalCenter
                text: button.text
                color: button.ink
                font.pixelSize: button.large ? Theme.lead : Theme.body
                font.weight: Font.DemiBold
                wrapMode: Text.NoWrap
                lineHeight: 1
                Accessible.ignored: true
            }
        }
    }
}
