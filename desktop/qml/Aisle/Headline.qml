// A line set as in a printed catalogue.
import QtQuick

Words {
    font.family: Theme.printedFamily
    font.pixelSize: Theme.title
    lineHeight: 1.05
    Accessible.role: Accessible.Heading
}
