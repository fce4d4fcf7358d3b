// The screen that waits: one large line, things one could ask, and a promise.
import QtQuick
import QtQuick.Controls.Basic

FocusScope {
    id: page

    focus: true
    property int at: 0
    property real keyboardHeight: 0
    readonly property bool portrait: height > width
    readonly property int enough: Math.min(3, kiosk.examples.length)

    signal comfort()

    Rectangle { anchors.fill: parent; color: Theme.background }
    Rectangle {
        width: parent.width
        height: 10
        color: Theme.accent
    }
    MouseArea {
        objectName: "beginArea"
        anchors.fill: parent
        Accessible.role: Accessible.Button
        Accessible.name: qsTr("Touch to begin")
        onClicked: kiosk.begin()
    }
    StoreName {
        x: Theme.page + 8
        y: 32
        width: Math.min(implicitWidth, parent.width - 140)
    }
    IconButton {
        anchors.right: parent.right
        anchors.rightMargin: Theme.page + 8
        y: 36
        name: qsTr("Text size and colours")
        iconName: "text"
        onClicked: page.comfort()
    }

    Column {
        z: 1
        anchors.horizontalCenter: parent.horizontalCenter
        // The keyboard pushes the field up where it would stand over it.
        y: Math.min(Math.max(130, (parent.height - height) * (page.portrait ? 0.42 : 0.46)), page.height - page.keyboardHeight - field.y - field.height - 16)
        width: Math.min(parent.width - 80, 860)
        spacing: 28
        Headline {
            width: parent.width
            opacity: field.suggesting ? 0 : 1
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("What are you looking for?")
            font.pixelSize: Math.round(Theme.display * (page.portrait || page.width < 1000 ? 1.25 : 1.5))
        }
        AskField {
            id: field
            objectName: "attractField"
            focus: true
            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(parent.width, 720)
            implicitHeight: 80
            size: Math.round(Theme.lead * 1.1)
            busy: false
            z: 1
            // Up to the store's name; the line between gives way.
            roomAbove: parent.y + y - 88
            roomBelow: page.height - page.keyboardHeight - parent.y - y - height
            placeholder: qsTr("Say it in your own words")
            onSent: words => kiosk.ask(words)
        }
        Item {
            width: parent.width
            height: example.height
            visible: kiosk.examples.length > 0
            Chip {
                id: example
                objectName: "example"
                anchors.horizontalCenter: parent.horizontalCenter
                most: parent.width
                text: kiosk.examples.length > 0 ? qsTr("\u201c%1\u201d").arg(kiosk.examples[page.at % kiosk.examples.length]) : ""
                onClicked: kiosk.ask(kiosk.examples[page.at % kiosk.examples.length])
                opacity: 1
            }
            SequentialAnimation {
                id: change
                NumberAnimation { target: example; property: "opacity"; to: 0; duration: Theme.slow; easing.type: Easing.OutCubic }
                ScriptAction { script: page.at += 1 }
                NumberAnimation { target: example; property: "opacity"; to: 1; duration: Theme.slow; easing.type: Easing.OutCubic }
            }
            Timer {
                interval: 4500
                repeat: true
                running: page.visible && kiosk.examples.length > 1 && !Theme.reduceMotion
                onTriggered: change.restart()
            }
        }
    }
    Column {
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 36
        anchors.horizontalCenter: parent.horizontalCenter
        width: Math.min(parent.width - 80, 860)
        spacing: 12
        Note {
            width: parent.width
            visible: kiosk.trouble !== ""
            bad: true
            text: kiosk.trouble
        }
        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            color: Theme.muted
            text: qsTr("Nothing you say leaves this screen.")
        }
    }
}
