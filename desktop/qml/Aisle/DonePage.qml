// The confirming moment after Done; it goes back to the first screen by itself.
import QtQuick
import QtQuick.Controls.Basic

FocusScope {
    focus: true
    Rectangle { anchors.fill: parent; color: Theme.background }
    MouseArea {
        anchors.fill: parent
        onClicked: kiosk.showAttract()
    }
    Column {
        anchors.centerIn: parent
        width: Math.min(parent.width - 80, 720)
        spacing: 28
        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            width: 104
            height: 104
            radius: 52
            color: Theme.accentTint
            border.width: Theme.contrast ? 2 : 0
            Icon { anchors.centerIn: parent; name: "check"; side: 56; colour: Theme.accent }
        }
        Headline {
            objectName: "goneLine"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            font.pixelSize: Theme.display
            text: qsTr("Everything you said here is gone.")
        }
        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            color: Theme.muted
            font.pixelSize: Theme.lead
            text: qsTr("Thank you, and come again.")
        }
        PushButton {
            objectName: "startAgain"
            anchors.horizontalCenter: parent.horizontalCenter
            look: "outline"
            large: true
            text: qsTr("Start again")
            onClicked: kiosk.showAttract()
        }
    }
    Timer {
        interval: 5000
        running: true
        onTriggered: kiosk.showAttract()
    }
}
