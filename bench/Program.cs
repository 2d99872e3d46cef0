using System.Globalization;
using Darkroom.Bench;
using Darkroom.Bench.Gallery;
using Darkroom.Bench.Hot;
using Darkroom.Bench.Load;
using Darkroom.Bench.Provider;
using Darkroom.Bench.Recordings;
using Darkroom.Bench.Report;
using Darkroom.Bench.Soaking;

const int usage = 2;
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    // Cancels instead of exiting, so that the server processes are stopped too.
    pressed.Cancel = true;
    stop.Cancel();
};

switch (args)
{
    case ["load", var count] when Number(count) is { } streams:
        return await Run.LoadAsync(new LoadPlan(streams), stop.Token);
    case ["load", var count, var each] when Number(count) is { } streams && Number(each) is { } images:
        return await Run.LoadAsync(new LoadPlan(streams, images), stop.Token);
    case ["load", var count, var each, var times] when Number(count) is { } streams && Number(each) is { } images && Number(times) is { } rounds:
        return await Run.LoadAsync(new LoadPlan(streams, images, rounds), stop.Token);
    case ["perception"]:
        return await Run.PerceptionAsync(stop.Token);
    case []:
        return await Run.EverythingAsync(stop.Token);
    case ["v1"]:
        return await OpenAiOverhead.RunAsync(stop.Token);
    case ["hot"]:
        return await HotRun.RunAsync(null, stop.Token);
    case ["hot", var filter]:
        return await HotRun.RunAsync(filter, stop.Token);
    case ["smoke"]:
        return await Smoke.RunAsync(stop.Token);
    case ["growth"]:
        return await Run.GrowthAsync(stop.Token);
    case ["start"]:
        return await Run.StartAsync(stop.Token);
    case ["provider", var count] when Number(count) is { } images:
        return await ScriptedProvider.RunAsync(images, stop.Token);
    case ["painter"]:
        return await PainterSpeed.MeasureAsync(stop.Token);
    case ["soak"]:
        return await Soak.RunAsync(2_000, stop.Token);
    case ["soak", var count] when Number(count) is { } generations and >= 100:
        return await Soak.RunAsync(generations, stop.Token);
    case ["campaigns"]:
        await CampaignCost.MeasureAsync(stop.Token);
        return 0;
    case ["gallery"]:
        await GalleryCost.MeasureAsync(GalleryCost.Sizes, stop.Token);
        return 0;
    case ["gallery", "similar"]:
        return await SimilarRecall.MeasureAsync(stop.Token);
    case ["gallery", "scroll"]:
        return await GalleryScroll.MeasureAsync(stop.Token);
    case ["gallery", "runs"]:
        await GalleryRuns.MeasureAsync(stop.Token);
        return 0;
    case ["gallery", "work"]:
        return await GalleryWork.MeasureAsync(stop.Token);
    case ["static", var folder]:
        return await StaticFiles.RunAsync(folder, stop.Token);
    case ["gallery", .. var counts] when Array.TrueForAll(counts, count => Number(count) is not null):
        await GalleryCost.MeasureAsync([.. counts.Select(count => Number(count)!.Value)], stop.Token);
        return 0;
    case ["record", var folder]:
        return await ProductRecordings.RecordAsync(folder, stop.Token);
    case ["creatives"]:
        return await Creatives.MeasureAsync(stop.Token);
    case ["creatives", var folder]:
        return await Creatives.SheetsAsync(folder, stop.Token);
    default:
        Console.Error.WriteLine(
            """
            Commands:
              (nothing)              everything, written into docs/performance.md
              load STREAMS [IMAGES [ROUNDS]]  one load, Darkroom compared with the relay
              growth                 how cost grows with images and viewers
              v1                     how much later an event arrives on /v1 than on /api
              start                  start, idle memory and the studio page's weight
              perception             the perceived wait, in Chromium
              hot [FILTER]           micro-benchmarks, by BenchmarkDotNet
              smoke                  checks that the bench itself works
              campaigns              what a request costs with 60 creatives and with 9,600
              gallery [IMAGES…]      what requests of the gallery cost with 1,000, 100,000 and 1,000,000 images
              gallery work           cached and missing sizes, a zip of 10,000 images, changes of 100,000
              gallery runs           a start and 16 images with 1,000, 100,000 and 1,000,000 images
              gallery scroll         what Chromium needs while a user scrolls through large galleries
              gallery similar        how well and how fast similar images are found
              creatives [FOLDER]     how long creatives take to render; with a folder, contact sheets
              painter                how soon the painter shows something and is done
              soak [GENERATIONS]     checks that memory does not grow; at least 100, by default 2000
              record FOLDER          the recordings of the README, from the running product
              provider IMAGES        only the scripted provider
            """);
        return usage;
}

static int? Number(string text) =>
    int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 ? number : null;
