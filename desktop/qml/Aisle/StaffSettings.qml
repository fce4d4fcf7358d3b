// Settings that show at once and stay when they are kept.
import QtQuick
import QtQuick.Controls.Basic

Column {
    id: part

    readonly property var draft: kiosk.staff.draft

    spacing: 20
    Headline { text: qsTr("Settings") }
    Field {
        objectName: "setName"
        width: Math.min(parent.width, 520)
        label: qsTr("Store name")
        text: part.draft.store_name
        onEdited: kiosk.staff.edit("store_name", text)
    }
    Column {
        width: parent.width
        spacing: 6
        Words { text: qsTr("Accent colour"); color: Theme.muted; font.pixelSize: Theme.small }
        Flow {
            width: parent.width
            spacing: 12
            Repeater {
                model: [["#1F6F54", qsTr("Green")], ["#2B5C8A", qsTr("Blue")], ["#8A3B2B", qsTr("Brick")], ["#6B4A86", qsTr("Plum")], ["#3D4A57", qsTr("Slate")]]
                AbstractButton {
                    id: dot
                    required property var modelData
                    objectName: "accent-" + modelData[0]
                    implicitWidth: 56
                    implicitHeight: 56
                    text: modelData[1]
                    Accessible.name: qsTr("Accent %1").arg(text)
                    Keys.onReturnPressed: click()
                    onClicked: kiosk.staff.edit("accent", modelData[0])
                    background: Rectangle {
                        radius: 28
                        color: dot.modelData[0]
                        border.width: part.draft.accent === dot.modelData[0] ? 4 : 0
                        border.color: Theme.highlight
                        FocusFrame { shown: dot.visualFocus; radius: 31 }
                    }
                }
            }
        }
    }
    Flow {
        width: parent.width
        spacing: 8
        Repeater {
            model: [["light", qsTr("Light")], ["dark", qsTr("Dark")], ["contrast", qsTr("High contrast")]]
            Chip {
                required property var modelData
                text: modelData[1]
                chosen: part.draft.theme === modelData[0]
                onClicked: kiosk.staff.edit("theme", modelData[0])
            }
        }
    }
    Flow {
        width: parent.width
        spacing: 8
        Repeater {
            model: [100, 125, 150]
            Chip {
                required property int modelData
                text: qsTr("%1 %").arg(modelData)
                Accessible.name: qsTr("Text size %1 percent").arg(modelData)
                chosen: part.draft.text_size === modelData
                onClicked: kiosk.staff.edit("text_size", modelData)
            }
        }
        Chip {
            text: qsTr("Less motion")
            chosen: part.draft.reduce_motion === true
            onClicked: kiosk.staff.edit("reduce_motion", !part.draft.reduce_motion)
        }
    }
    Flow {
        width: parent.width
        spacing: 8
        Words { height: Theme.touch; verticalAlignment: Text.AlignVCenter; text: qsTr("\u201cStill there?\u201d after") }
        Repeater {
            model: [30, 60, 120, 300]
            Chip {
                required property int modelData
                text: qsTr("%1 s").arg(modelData)
                Accessible.name: qsTr("Still there after %1 seconds").arg(modelData)
                chosen: part.draft.idle_seconds === modelData
                onClicked: kiosk.staff.edit("idle_seconds", modelData)
            }
        }
    }
    Row {
        spacing: 12
        visible: kiosk.staff.edited
        PushButton { objectName: "keepSettings"; look: "filled"; text: qsTr("Keep"); onClicked: kiosk.staff.keepSettings() }
        PushButton { look: "outline"; text: qsTr("Undo"); onClicked: kiosk.staff.dropSettings() }
    }
}
