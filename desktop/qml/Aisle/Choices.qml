// What unclear words may mean: one under the other, numbered, so that a finger or a typed number picks one.
import QtQuick

Column {
    id: choices

    property var texts: []

    signal touched(int at)

    spacing: 8
    Repeater {
        model: choices.texts
        Chip {
            required property string modelData
            required property int index
            objectName: "choice"
            most: choices.width
            filled: true
            text: qsTr("%1. %2").arg(index + 1).arg(modelData)
            onClicked: choices.touched(index)
        }
    }
}
