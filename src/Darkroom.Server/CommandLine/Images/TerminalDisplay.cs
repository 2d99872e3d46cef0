using System.Runtime.InteropServices;
using Darkroom.Client;
using Darkroom.Imaging;
using Darkroom.Server.CommandLine.Terminal;
using Spectre.Console;
using Spectre.Console.Rendering;
using GenerationEvent = Darkroom.Client.GenerationEvent;

namespace Darkroom.Server.CommandLine.Images;

/// <summary>Shows a progress bar for each image, and the images above them while they develop.</summary>
internal sealed class TerminalDisplay(CommandContext context, TerminalFeatures terminal) : IRunDisplay, IDisposable
{
    private const int MinBarWidth = 8;
    private const int MaxBarWidth = 40;
    private const int MaxLabel = 60;

    /// <summary>The width of the percentage and of the gaps between the columns.</summary>
    private const int PercentWidth = 9;

    private static readonly TimeSpan ResizeCheck = TimeSpan.FromMilliseconds(200);

    private readonly IAnsiConsole _console = TerminalConsole.Create(context.Output, isTerminal: true);
    private readonly ImagePipeline _pipeline = new(new ImagingOptions());
    private readonly SemaphoreSlim _drawing = new(1);
    private readonly ProgressBarColumn _bar = new();
    private readonly List<string> _messages = [];
    private ProgressTask[] _bars = [];
    private ImageArea? _area;
    private int _labelWidth;
    private volatile bool _done;

    public InlineImages Inline => terminal.Protocol == ImageProtocol.None ? InlineImages.None : InlineImages.Previews;

    private (int Width, int Height) Size => (_console.Profile.Width, _console.Profile.Height);

    public async Task RunAsync(Generation started, Func<Task> work)
    {
        // A second Ctrl+C ends the process at once, with the cursor that Spectre.Console has hidden.
        var signals = 0;
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ =>
        {
            if (Interlocked.Increment(ref signals) > 1)
            {
                _console.Cursor.Show();
            }
        });
        CreateArea(started);
        FitBars(Size.Width);
        await _console.Progress().AutoClear(false).Columns(new LabelColumn(this), _bar, new PercentageColumn())
            .UseRenderHook((bars, _) => new Rows(bars, new Text(TerminalText.Line(LastMessage(), _console.Profile.Width - 1))))
            .StartAsync(bars => ShowAsync(bars, started, work));
    }

    public Task ReportAsync(GenerationEvent change, CancellationToken cancellationToken)
    {
        switch (change)
        {
            case GenerationEvent.Progress { ImageIndex: { } index } progress:
                Update(index, RunText.Of(progress), progress.Fraction);
                break;
            case GenerationEvent.PartialImage { Data: { } data } partial:
                return DrawAsync(area => area.ShowAsync(partial.ImageIndex, data, cancellationToken), cancellationToken);
            case GenerationEvent.Error { ImageIndex: { } index } error:
                Update(index, "failed", fraction: null);
                return SayAsync(_bars.Length > 1 ? $"Image {index + 1}: {RunText.Of(error)}" : RunText.Of(error));
            case GenerationEvent.Error error:
                return SayAsync(RunText.Of(error));
        }

        return Task.CompletedTask;
    }

    public async Task SavedAsync(SavedImage image, CancellationToken cancellationToken)
    {
        Update(image.ImageIndex, Path.GetFileName(image.File), fraction: 1);
        await DrawAsync(
            async area => await area.ShowAsync(image.ImageIndex, await File.ReadAllBytesAsync(image.File, cancellationToken), cancellationToken),
            cancellationToken);
    }

    /// <summary>Shows the beginning of the message below the bars, and all of it when they are done.</summary>
    public Task SayAsync(string message)
    {
        lock (_messages)
        {
            _messages.Add(TerminalText.Clean(message));
        }

        return Task.CompletedTask;
    }

    public async Task EndAsync(GenerationResult result)
    {
        foreach (var message in _messages)
        {
            await context.Error.WriteLineAsync(message);
        }

        foreach (var image in result.Images)
        {
            await context.Output.WriteLineAsync(image.File);
        }

        if (result.ExitCode != ExitCodes.Ok)
        {
            await context.Error.WriteLineAsync(RunText.Of(result));
        }
    }

    public void Dispose() => _drawing.Dispose();

    /// <summary>Shows the bars while the work runs.</summary>
    private async Task ShowAsync(ProgressContext bars, Generation started, Func<Task> work)
    {
        _bars = [.. Enumerable.Range(0, started.Of).Select(index => bars.AddTask(LabelOf(index, "waiting", started.Of), maxValue: 1))];
        using var ended = new CancellationTokenSource();
        var following = FollowSizeAsync(ended.Token);
        try
        {
            await work();
        }
        finally
        {
            await ended.CancelAsync();
            await following;
            _done = true;
        }
    }

    private void CreateArea(Generation started)
    {
        ITerminalImages? images = terminal.Protocol switch
        {
            ImageProtocol.Kitty => new KittyImages(_pipeline, terminal),
            ImageProtocol.Iterm => new ItermImages(_pipeline, terminal),
            ImageProtocol.Sixel => new SixelImages(terminal),
            ImageProtocol.Blocks => new BlockImages(terminal),
            _ => null,
        };
        if (images is not null)
        {
            var ratio = PixelSize.TryParse(started.Request.Size, out var size) ? size.Ratio : 1;
            _area = new ImageArea(_console, images, _pipeline, terminal, started.Of, ratio);
            _area.Reserve(Size);
        }
    }

    private void Update(int index, string text, double? fraction)
    {
        if (index >= 0 && index < _bars.Length)
        {
            _bars[index].Description = LabelOf(index, text, _bars.Length);
            _bars[index].Value = Math.Max(_bars[index].Value, Math.Clamp(fraction ?? 0, 0, 1));
        }
    }

    private string LabelOf(int index, string text, int of)
    {
        var label = of > 1 ? string.Create(CultureInfo.InvariantCulture, $"{index + 1} {text}") : text;
        return TerminalText.Line(label, _labelWidth);
    }

    /// <summary>Divides the width of the terminal between labels and bars.</summary>
    private void FitBars(int width)
    {
        _bar.Width = Math.Clamp(width / 3, MinBarWidth, MaxBarWidth);
        _labelWidth = Math.Clamp(width - _bar.Width.Value - PercentWidth, 1, MaxLabel);
    }

    private string LastMessage()
    {
        lock (_messages)
        {
            return _done || _messages.Count == 0 ? "" : _messages[^1];
        }
    }

    /// <summary>Draws images, one after the other, unless the terminal shows none.</summary>
    private async Task DrawAsync(Func<ImageArea, Task> draw, CancellationToken cancellationToken)
    {
        if (_area is not { } area)
        {
            return;
        }

        await _drawing.WaitAsync(cancellationToken);
        try
        {
            await draw(area);
        }
        finally
        {
            _drawing.Release();
        }
    }

    /// <summary>Fits bars and images to the size of the terminal until the token fires.</summary>
    private async Task FollowSizeAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(ResizeCheck);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                // Read once: bars and images must not follow different sizes.
                var size = Size;
                FitBars(size.Width);
                await DrawAsync(area => area.FollowSizeAsync(size, cancellationToken), cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The work has ended.
        }
    }

    /// <summary>The label of a bar, in a column whose width does not change with it.</summary>
    private sealed class LabelColumn(TerminalDisplay display) : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override int? GetColumnWidth(RenderOptions options) => display._labelWidth;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(task.Description).Ellipsis();
    }
}
