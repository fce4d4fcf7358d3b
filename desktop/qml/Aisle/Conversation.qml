// The conversation with its field. New words never scroll the page under a finger.
import QtQuick

FocusScope {
    id: pane

    property bool follow: true

    function toEnd() {
        if (pane.follow && !list.moving && !list.dragging)
            Qt.callLater(list.settle)
    }

    ListView {
        id: list
        objectName: "messages"
        anchors.top: parent.top
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: field.top
        anchors.bottomMargin: 12
        leftMargin: Theme.page
        rightMargin: Theme.page
        topMargin: Theme.page
        bottomMargin: 8
        spacing: 20
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        cacheBuffer: 4000
        model: kiosk.conversation.messages
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Conversation")

        readonly property real rowWidth: width - leftMargin - rightMargin

        function settle() {
            list.forceLayout()
            list.positionViewAtEnd()
        }
        onMovementStarted: pane.follow = false
        onMovementEnded: pane.follow = list.atYEnd
        onHeightChanged: pane.toEnd()

        delegate: Item {
            id: row
            required property int index
            required property int key
            required property string who
            required property string text
            required property var pieces
            required property string state
            required property string still
            required property int rating
            width: list.rowWidth
            height: who === "shopper" ? bubble.height : reply.height

            Rectangle {
                id: bubble
                visible: row.who === "shopper"
                anchors.right: parent.right
                width: Math.min(said.implicitWidth + 36, row.width * 0.88)
                height: said.height + 22
                radius: Theme.radius
                color: Theme.contrast ? Theme.surface : Theme.mix(Theme.accent, Theme.background, Theme.dark ? 0.28 : 0.13)
                border.width: Theme.contrast ? 2 : 0
                border.color: Theme.line
                Words {
                    id: said
                    x: 18
                    y: 11
                    width: Math.min(implicitWidth, row.width * 0.88 - 36)
                    text: row.text
                    font.pixelSize: Math.round(Theme.body * 1.12)
                }
            }
            Answer {
                id: reply
                visible: row.who === "aisle"
                width: parent.width
                messageKey: row.key
                words: row.who === "aisle" ? row.text : ""
                pieces: row.pieces
                stage: row.state
                still: row.still
                rating: row.rating
                newest: row.index === list.count - 1
            }
        }
        header: Column {
            width: list.rowWidth
            visible: list.count === 0
            height: visible ? implicitHeight : 0
            spacing: 16
            Headline {
                width: parent.width
                text: qsTr("What are you looking for?")
            }
            Words {
                width: parent.width
                text: qsTr("Ask in your own words: what it is for, what it may cost, what it must not have.")
                color: Theme.muted
            }
            Note {
                width: parent.width
                visible: kiosk.off.length > 0
                text: qsTr("Answers are short today. Search, comparison, your list and the map work as always.")
            }
            Chips {
                width: parent.width
                texts: kiosk.examples.slice(0, 4)
                onTouched: words => kiosk.ask(words)
            }
        }
        footer: Item {
            width: list.rowWidth
            height: choices.visible ? choices.height + 20 : suggestions.visible ? suggestions.height + 20 : 0
            Choices {
                id: choices
                y: 16
                width: parent.width
                visible: kiosk.conversation.choices.length > 0
                texts: kiosk.conversation.choices
                onTouched: at => kiosk.mean(at)
            }
            Chips {
                id: suggestions
                objectName: "suggestions"
                y: 16
                width: parent.width
                visible: kiosk.conversation.suggestions.length > 0
                texts: kiosk.conversation.suggestions
                onTouched: words => kiosk.ask(words)
            }
        }
    }
    Connections {
        target: Theme
        function onTextPercentChanged() { pane.toEnd() }
    }
    Connections {
        target: kiosk.conversation
        function onGrown() { pane.toEnd() }
    }
    Connections {
        target: kiosk.conversation.messages
        function onRowsInserted() { pane.follow = true; pane.toEnd() }
    }
    IconButton {
        visible: !pane.follow && !list.atYEnd
        anchors.right: parent.right
        anchors.rightMargin: Theme.page
        anchors.bottom: field.top
        anchors.bottomMargin: 16
        name: qsTr("To the newest words")
        look: "surface"
        iconName: "back"
        rotation: -90
        onClicked: { pane.follow = true; list.settle() }
    }
    AskField {
        id: field
        focus: true
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.leftMargin: Theme.page
        anchors.rightMargin: Theme.page
        anchors.bottomMargin: 20
        roomAbove: y
        onSent: words => kiosk.ask(words)
    }
}
