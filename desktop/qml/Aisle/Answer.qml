// One answer: words that stream in, product names as chips, and what can be done with it after.
import QtQuick
import QtQuick.Controls.Basic

Column {
    id: answer

    required property int messageKey
    required property string words
    required property var pieces
    required property string stage
    required property string still
    required property int rating
    required property bool newest

    spacing: 8
    Accessible.role: Accessible.Paragraph
    Accessible.name: words

    Words {
        visible: answer.stage === "thinking"
        text: qsTr("Looking\u2026")
        color: Theme.muted
        font.pixelSize: Theme.lead
    }
    Flow {
        id: flow
        width: parent.width
        visible: answer.words !== ""
        Repeater {
            model: answer.pieces
            delegate: Piece { most: flow.width; bad: answer.stage === "failed" }
        }
    }
    Words {
        visible: answer.still !== ""
        width: parent.width
        text: answer.still
        color: Theme.muted
    }
    Words {
        visible: answer.stage === "stopped"
        text: answer.words === "" ? qsTr("Stopped.") : qsTr("Stopped here.")
        color: Theme.muted
        font.pixelSize: Theme.small
    }
    Row {
        visible: answer.newest && (answer.stage === "done" || answer.stage === "stopped" || answer.stage === "failed")
        spacing: 0
        x: -12
        IconButton {
            objectName: "again"
            name: qsTr("Try again")
            iconName: "again"
            iconSide: 20
            ink: Theme.muted
            onClicked: kiosk.again()
        }
        IconButton {
            objectName: "thumbUp"
            visible: answer.stage === "done"
            name: qsTr("This helped")
            iconName: "up"
            iconSide: 20
            ink: answer.rating > 0 ? Theme.accent : Theme.muted
            onClicked: kiosk.rate(answer.messageKey, true)
        }
        IconButton {
            objectName: "thumbDown"
            visible: answer.stage === "done"
            name: qsTr("This did not help")
            iconName: "down"
            iconSide: 20
            ink: answer.rating < 0 ? Theme.danger : Theme.muted
            onClicked: kiosk.rate(answer.messageKey, false)
        }
    }
}
