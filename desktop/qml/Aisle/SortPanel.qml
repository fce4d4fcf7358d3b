// The orders of the shelf.
import QtQuick

Panel {
    id: panel
    objectName: "sortPanel"
    title: qsTr("Order of the shelf")
    wide: 420

    Column {
        width: parent.width
        spacing: 4
        bottomPadding: 12
        Repeater {
            model: Orders.all
            Chip {
                required property string modelData
                objectName: "order"
                width: parent.width
                text: Orders.word(modelData)
                chosen: kiosk.shelf.sort === modelData
                onClicked: { panel.closed(); kiosk.sortBy(modelData) }
            }
        }
    }
}
