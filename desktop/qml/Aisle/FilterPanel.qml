// What the shelf can be narrowed by: for each attribute its values with how many products they leave.
import QtQuick

Panel {
    id: panel
    objectName: "filterPanel"
    title: qsTr("Narrow it down")
    wide: 680

    // The chips are gone with the panel: what they say is taken along before.
    function choose(facet, value) {
        panel.closed()
        kiosk.narrow(facet, value)
    }

    Flickable {
        width: parent.width
        height: Math.min(groups.implicitHeight, panel.height - 180)
        contentHeight: groups.implicitHeight
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        Column {
            id: groups
            width: parent.width
            spacing: 20
            bottomPadding: 12
            Repeater {
                model: panel.visible ? kiosk.shelf.facets : []
                Column {
                    id: group
                    required property var modelData
                    required property int index
                    width: groups.width
                    spacing: 6
                    Row {
                        spacing: 12
                        Words {
                            id: name
                            text: group.modelData.label
                            font.weight: Font.DemiBold
                        }
                        Words {
                            visible: text !== ""
                            text: group.modelData.range
                            color: Theme.muted
                        }
                    }
                    Flow {
                        width: parent.width
                        spacing: 8
                        Repeater {
                            model: group.modelData.values
                            Chip {
                                required property var modelData
                                required property int index
                                objectName: "facetValue"
                                most: groups.width
                                text: qsTr("%1 \u00b7 %2").arg(modelData.text).arg(modelData.count)
                                Accessible.name: qsTr("%1: %2, %3 products").arg(group.modelData.label).arg(modelData.text).arg(modelData.count)
                                onClicked: panel.choose(group.index, index)
                            }
                        }
                    }
                }
            }
        }
    }
}
