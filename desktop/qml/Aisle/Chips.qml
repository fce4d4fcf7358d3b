// Short things one could say, as chips.
import QtQuick

Flow {
    id: flow

    property var texts: []

    signal touched(string words)

    spacing: 8
    Repeater {
        model: flow.texts
        Chip {
            required property string modelData
            objectName: "suggestion"
            most: flow.width
            text: modelData
            onClicked: flow.touched(modelData)
        }
    }
}
