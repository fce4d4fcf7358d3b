// The catalogue: what it holds, an import with preview and progress, prices, the way back.
import QtQuick

Column {
    id: part

    readonly property var staff: kiosk.staff

    spacing: 20
    Headline { text: qsTr("Catalogue") }
    Words {
        objectName: "catalogueLine"
        width: parent.width
        visible: part.staff.catalogue.name !== undefined
        text: visible ? qsTr("%1: %2 products, %3 variants, %4 store documents. %5").arg(part.staff.catalogue.name)
                        .arg(part.staff.catalogue.products).arg(part.staff.catalogue.variants)
                        .arg(part.staff.catalogue.documents).arg(part.staff.catalogue.imported_at) : ""
    }
    Headline { text: qsTr("Import"); font.pixelSize: Theme.lead }
    Field {
        id: path
        objectName: "importPath"
        width: parent.width
        label: qsTr("File or folder of the feed")
        onSent: part.staff.previewImport(text)
    }
    Row {
        spacing: 12
        PushButton {
            objectName: "preview"
            look: "outline"
            enabled: path.text !== "" && !part.staff.busy
            text: qsTr("Preview")
            onClicked: part.staff.previewImport(path.text)
        }
        PushButton {
            objectName: "import"
            look: "filled"
            visible: part.staff.preview.rows !== undefined
            enabled: visible && !part.staff.busy && part.staff.preview.rows > 0
            text: visible ? qsTr("Import %1 products").arg(part.staff.preview.rows) : ""
            onClicked: part.staff.runImport()
        }
        PushButton {
            look: "quiet"
            visible: part.staff.busy && part.staff.progressText !== ""
            text: qsTr("Stop")
            onClicked: part.staff.stopImport()
        }
    }
    Column {
        width: parent.width
        spacing: 8
        visible: part.staff.preview.rows !== undefined
        Words {
            objectName: "previewLine"
            width: parent.width
            text: parent.visible ? qsTr("%1: %2 good products, %3 bad rows (%4).").arg(part.staff.preview.file)
                                   .arg(part.staff.preview.rows).arg(part.staff.preview.bad).arg(part.staff.preview.format) : ""
        }
        Repeater {
            model: part.staff.preview.samples
            Words { required property string modelData; width: part.width; text: modelData; color: Theme.muted }
        }
        Repeater {
            model: part.staff.preview.problems
            Words { required property string modelData; width: part.width; text: modelData; color: Theme.danger; font.pixelSize: Theme.small }
        }
    }
    Column {
        width: parent.width
        spacing: 6
        visible: part.staff.busy && part.staff.progressText !== ""
        Rectangle {
            width: parent.width
            height: 10
            radius: 5
            color: Theme.line
            Rectangle { width: parent.width * part.staff.progress; height: parent.height; radius: 5; color: Theme.accent }
        }
        Words { text: part.staff.progressText; color: Theme.muted; font.pixelSize: Theme.small }
    }
    PushButton {
        objectName: "rollBack"
        visible: part.staff.catalogue.can_roll_back === true
        look: "danger"
        text: qsTr("Go back to the catalogue before the last import")
        onClicked: part.staff.rollBack()
    }
    Headline { text: qsTr("Prices"); font.pixelSize: Theme.lead }
    Field {
        id: wanted
        objectName: "priceSearch"
        width: parent.width
        label: qsTr("Find a product")
        onSent: part.staff.find(text)
    }
    Repeater {
        model: part.staff.found
        Rectangle {
            id: row
            required property var modelData
            width: part.width
            height: Math.max(96, name.implicitHeight + 32)
            radius: Theme.radius
            color: Theme.surface
            border.width: Math.max(1, Theme.border)
            border.color: Theme.line
            Words {
                id: name
                x: 16
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width - 340
                text: qsTr("%1\n%2 \u00b7 %3").arg(row.modelData.title).arg(row.modelData.price).arg(row.modelData.stock)
            }
            Field {
                id: price
                objectName: "newPrice"
                anchors.right: save.left
                anchors.rightMargin: 8
                anchors.verticalCenter: parent.verticalCenter
                width: 160
                label: qsTr("New price")
                text: row.modelData.amount
                onSent: part.staff.setPrice(row.modelData.id, text)
            }
            PushButton {
                id: save
                objectName: "savePrice"
                anchors.right: parent.right
                anchors.rightMargin: 12
                anchors.verticalCenter: parent.verticalCenter
                look: "tinted"
                text: qsTr("Save")
                onClicked: part.staff.setPrice(row.modelData.id, price.text)
            }
        }
    }
}
