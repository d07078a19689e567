package io.epoll4j.bench.report;

import java.util.Locale;

/// A picture under way: text, boxes and lines, in pixels.
final class Svg {
    private final StringBuilder body = new StringBuilder();
    private final int width;
    private final int height;

    Svg(int width, int height) {
        this.width = width;
        this.height = height;
    }

    void box(double x, double y, double w, double h, String colour, String tip) {
        add(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\">",
                x, y, w, h, colour);
        body.append("<title>").append(escape(tip)).append("</title></rect>\n");
    }

    void line(double x1, double y1, double x2, double y2, String colour) {
        add("<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"%s\"/>\n", x1, y1, x2, y2, colour);
    }

    /// A curve through points given as x, y, x, y, ...
    void curve(double[] points, String colour, boolean dashed) {
        body.append("<path fill=\"none\" stroke-width=\"2\" d=\"");
        for (int i = 0; i < points.length; i += 2) {
            add("%s%.1f %.1f", i == 0 ? "M" : "L", points[i], points[i + 1]);
        }
        add("\" stroke=\"%s\"%s/>\n", colour, dashed ? " stroke-dasharray=\"6 4\"" : "");
        for (int i = 0; i < points.length; i += 2) {
            add(
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>\n",
                    points[i], points[i + 1], colour);
        }
    }

    /// @param anchor start, middle or end
    void text(double x, double y, String anchor, int size, String words) {
        add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%d\">", x, y, anchor, size);
        body.append(escape(words)).append("</text>\n");
    }

    private void add(String format, Object... values) {
        body.append(String.format(Locale.ROOT, format, values));
    }

    private static String escape(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
                        + " height=\"%d\" font-family=\"sans-serif\" fill=\"#222\">\n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n%s</svg>\n",
                width,
                height,
                width,
                height,
                body);
    }
}
