// Staff: first the passphrase, then catalogue, health, figures, settings, leave.
import QtQuick
import QtQuick.Controls.Basic

FocusScope {
    id: page

    focus: true
    property real keyboardHeight: 0
    readonly property var staff: kiosk.staff
    readonly property bool portrait: height > width

    Rectangle { anchors.fill: parent; color: Theme.background }

    FocusScope {
        anchors.horizontalCenter: parent.horizontalCenter
        y: Math.max(16, (parent.height - page.keyboardHeight - height) / 2)
        width: Math.min(parent.width - 48, 480)
        height: ask.height
        visible: page.staff.door === "asking"
        focus: visible
        Column {
            id: ask
            width: parent.width
            spacing: 16
            Icon { name: "lock"; side: 40; colour: Theme.muted; anchors.horizontalCenter: parent.horizontalCenter }
            Headline {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: qsTr("Staff")
            }
            Field {
                id: passphrase
                objectName: "passphrase"
                width: parent.width
                focus: true
                visible: page.staff.hasPassphrase
                secret: true
                label: qsTr("Passphrase")
                onSent: { page.staff.enter(text); text = "" }
            }
            Words {
                objectName: "staffMessage"
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                visible: text !== ""
                text: page.staff.checking ? qsTr("One moment\u2026") : page.staff.message
                color: page.staff.checking ? Theme.muted : Theme.danger
            }
            Row {
                anchors.horizontalCenter: parent.horizontalCenter
                spacing: 12
                PushButton {
                    objectName: "staffBack"
                    look: "outline"
                    text: qsTr("Back")
                    onClicked: page.staff.close()
                }
                PushButton {
                    objectName: "staffEnter"
                    visible: page.staff.hasPassphrase
                    look: "filled"
                    enabled: passphrase.text !== "" && !page.staff.checking
                    text: qsTr("Open")
                    onClicked: passphrase.sent()
                }
            }
        }
    }

    Item {
        anchors.fill: parent
        visible: page.staff.door === "open"
        Rectangle {
            id: rail
            width: page.portrait ? parent.width : 232 * Math.max(1, Theme.scale * 0.9)
            height: page.portrait ? tabs.height + 32 : parent.height
            color: Theme.sunken
            Flow {
                id: tabs
                x: 16
                y: 16
                width: parent.width - 32
                spacing: 8
                Headline {
                    width: page.portrait ? implicitWidth + 16 : parent.width
                    height: Theme.touch
                    leftPadding: 8
                    text: qsTr("Staff")
                    verticalAlignment: Text.AlignVCenter
                }
                Repeater {
                    model: [["catalogue", qsTr("Catalogue")], ["health", qsTr("Health")], ["figures", qsTr("Figures")],
                            ["settings", qsTr("Settings")], ["leave", qsTr("Leave")]]
                    Chip {
                        required property var modelData
                        objectName: "tab-" + modelData[0]
                        width: page.portrait ? implicitWidth : tabs.width
                        text: modelData[1]
                        chosen: page.staff.section === modelData[0]
                        onClicked: page.staff.show(modelData[0])
                    }
                }
                PushButton {
                    objectName: "staffClose"
                    look: "quiet"
                    iconName: "back"
                    text: qsTr("To the shop")
                    onClicked: page.staff.close()
                }
            }
        }
        Flickable {
            x: page.portrait ? 0 : rail.width
            y: page.portrait ? rail.height : 0
            width: parent.width - x
            height: parent.height - y - page.keyboardHeight
            contentHeight: section.height + 64
            boundsBehavior: Flickable.StopAtBounds
            clip: true
            Column {
                id: section
                x: 32
                y: 28
                width: parent.width - 64
                spacing: 20
                Note {
                    objectName: "staffNote"
                    width: parent.width
                    visible: page.staff.message !== ""
                    text: page.staff.message
                }
                Loader {
                    width: parent.width
                    sourceComponent: page.staff.door !== "open" ? null
                                   : page.staff.section === "catalogue" ? catalogue : page.staff.section === "health" ? health
                                   : page.staff.section === "figures" ? figures : page.staff.section === "settings" ? settings : leave
                }
            }
        }
    }
    Component { id: catalogue; StaffCatalogue { } }
    Component { id: health; StaffHealth { } }
    Component { id: figures; StaffFigures { } }
    Component { id: settings; StaffSettings { } }
    Component { id: leave; StaffLeave { } }
}
