// Nothing fits: say so, and offer each part of the wish to let go of.
import QtQuick

Column {
    spacing: 16
    topPadding: 40
    Headline {
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: qsTr("Nothing on the shelf fits all of that.")
    }
    Words {
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        color: Theme.muted
        text: kiosk.shelf.chips.length > 0 ? qsTr("Let one of these go and look again:") : qsTr("Say it in other words, or ask a member of staff.")
    }
    Flow {
        width: parent.width
        spacing: 8
        Repeater {
            model: kiosk.shelf.chips
            Chip {
                required property var modelData
                text: qsTr("Without \u201c%1\u201d").arg(modelData.text)
                onClicked: kiosk.removeWish(modelData.at)
            }
        }
    }
}
