// "★ 4.6 (212)"; nothing where nobody rated.
import QtQuick

Row {
    id: line

    property string rating
    property int ratings: 0

    visible: rating !== ""
    spacing: 4
    Icon { anchors.verticalCenter: parent.verticalCenter; name: "star"; side: 18; colour: Theme.warn }
    Words {
        anchors.verticalCenter: parent.verticalCenter
        text: line.ratings > 0 ? qsTr("%1 (%2)").arg(line.rating).arg(line.ratings) : line.rating
        font.pixelSize: Theme.small
        color: Theme.muted
        lineHeight: 1
    }
}
