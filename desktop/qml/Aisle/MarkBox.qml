// The small box that marks a card for comparing.
import QtQuick
import QtQuick.Controls.Basic

AbstractButton {
    id: box

    required property string title
    property bool marked: false
    property bool labelled: false

    implicitWidth: labelled ? row.implicitWidth + 24 : Theme.touch
    implicitHeight: Theme.touch
    text: qsTr("Compare")
    checkable: false
    Accessible.role: Accessible.CheckBox
    Accessible.name: qsTr("Compare %1").arg(title)
    Accessible.checkable: true
    Accessible.checked: marked
    Keys.onReturnPressed: click()

    background: Item { FocusFrame { shown: box.visualFocus; around: 0 } }
    contentItem: Item {
        Row {
            id: row
            anchors.centerIn: parent
            spacing: 8
            Rectangle {
                width: 26
                height: 26
                radius: 8
                color: box.marked ? Theme.accent : Theme.surface
                border.width: box.marked ? 0 : 2
                border.color: Theme.contrast ? Theme.ink : Theme.mix(Theme.muted, Theme.surface, 0.7)
                Icon { anchors.centerIn: parent; side: 20; name: "check"; colour: Theme.accentInk; visible: box.marked }
            }
            Words {
                visible: box.labelled
                anchors.verticalCenter: parent.verticalCenter
                text: box.text
                font.pixelSize: Theme.small
                color: Theme.muted
                lineHeight: 1
                Accessible.ignored: true
            }
        }
    }
}
