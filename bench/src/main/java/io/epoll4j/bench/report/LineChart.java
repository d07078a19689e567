package io.epoll4j.bench.report;

import java.util.List;

/// Curves over logarithmic axes.
public final class LineChart {
    /// A curve: its points in order of x.
    public record Curve(String name, String colour, boolean dashed, double[] x, double[] y) {}

    private static final int WIDTH = 760;
    private static final int HEIGHT = 460;
    private static final int LEFT = 70;
    private static final int RIGHT = 170;
    private static final int TOP = 60;
    private static final int BOTTOM = 44;

    private final Svg svg = new Svg(WIDTH, HEIGHT);
    private final int lowX;
    private final int highX;
    private final int lowY;
    private final int highY;

    private LineChart(List<Curve> curves) {
        lowX =
                (int)
                        Math.floor(
                                log(
                                        curves.stream()
                                                .flatMapToDouble(c -> of(c.x()))
                                                .min()
                                                .orElse(1)));
        highX =
                (int)
                        Math.ceil(
                                log(
                                        curves.stream()
                                                .flatMapToDouble(c -> of(c.x()))
                                                .max()
                                                .orElse(10)));
        lowY =
                (int)
                        Math.floor(
                                log(
                                        curves.stream()
                                                .flatMapToDouble(c -> of(c.y()))
                                                .min()
                                                .orElse(1)));
        highY =
                (int)
                        Math.ceil(
                                log(
                                        curves.stream()
                                                .flatMapToDouble(c -> of(c.y()))
                                                .max()
                                                .orElse(10)));
    }

    /// The picture of all curves.
    public static String draw(String title, String note, String xName, List<Curve> curves) {
        var chart = new LineChart(curves);
        chart.svg.text(12, 24, "start", 16, title);
        chart.svg.text(12, 43, "start", 12, note);
        chart.axes(xName);
        double labels = TOP + 8;
        for (var curve : curves) {
            var points = new double[2 * curve.x().length];
            for (int i = 0; i < curve.x().length; i++) {
                points[2 * i] = chart.x(log(curve.x()[i]));
                points[2 * i + 1] = chart.y(log(curve.y()[i]));
            }
            chart.svg.curve(points, curve.colour(), curve.dashed());
            chart.svg.curve(
                    new double[] {WIDTH - RIGHT + 12, labels - 4, WIDTH - RIGHT + 36, labels - 4},
                    curve.colour(),
                    curve.dashed());
            chart.svg.text(WIDTH - RIGHT + 44, labels, "start", 11, curve.name());
            labels += 18;
        }
        return chart.svg.toString();
    }

    private void axes(String xName) {
        for (int power = lowX; power <= highX; power++) {
            svg.line(x(power), TOP, x(power), HEIGHT - BOTTOM, "#ddd");
            svg.text(
                    x(power),
                    HEIGHT - BOTTOM + 16,
                    "middle",
                    11,
                    "%,.0f".formatted(Math.pow(10, power)));
        }
        for (int power = lowY; power <= highY; power++) {
            svg.line(LEFT, y(power), WIDTH - RIGHT, y(power), "#ddd");
            svg.text(LEFT - 6, y(power) + 4, "end", 11, "%,.0f".formatted(Math.pow(10, power)));
        }
        svg.text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, "middle", 12, xName);
    }

    private double x(double power) {
        return LEFT + (power - lowX) / Math.max(1, highX - lowX) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double power) {
        return HEIGHT
                - BOTTOM
                - (power - lowY) / Math.max(1, highY - lowY) * (HEIGHT - TOP - BOTTOM);
    }

    private static double log(double value) {
        return Math.log10(Math.max(1e-9, value));
    }

    private static java.util.stream.DoubleStream of(double[] values) {
        return java.util.Arrays.stream(values);
    }
}
