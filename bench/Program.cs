using System.Globalization;
using Darkroom.Bench;

const int usage = 2;
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    // The server in its own process is ended too.
    pressed.Cancel = true;
    stop.Cancel();
};

switch (args)
{
    case ["soak"]:
        return await Soak.RunAsync(2_000, stop.Token);
    case ["soak", var count] when int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var generations) && generations >= 100:
        return await Soak.RunAsync(generations, stop.Token);
    case ["creatives"]:
        return await Creatives.MeasureAsync(stop.Token);
    case ["creatives", var folder]:
        return await Creatives.SheetsAsync(folder, stop.Token);
    default:
        Console.Error.WriteLine("Known: soak [generations, 100 or more; 2000], creatives [folder for contact sheets]");
        return usage;
}
