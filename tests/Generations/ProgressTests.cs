using System.Text.Json;
using Darkroom.Generations;
using Darkroom.Imaging;
using Darkroom.Providers;

namespace Darkroom.Tests.Generations;

/// <summary>The reported progress of an image, and the check for uniform images.</summary>
public sealed class ProgressTests : IDisposable
{
    private readonly RunBench _bench = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Frequent_steps_are_reported_twice_a_second_and_every_five_percent()
    {
        var steps = Enumerable.Range(0, 1000).Select(step => Step(TimeSpan.FromMilliseconds(10), new GenerationUpdate.Progress(step / 1000.0)));

        await _bench.RunAsync(new ScriptedProvider([.. steps, Say.Failed(Samples.Busy)]));

        // Ten seconds long: at most twenty times, and each at least 5 % further.
        var reported = (await ReportedAsync()).Select(json => json.GetProperty("fraction").GetDouble()).ToList();
        Assert.InRange(reported.Count, 15, 20);
        Assert.All(reported.Zip(reported.Skip(1)), pair => Assert.True(pair.Second - pair.First >= 0.049));
    }

    [Fact]
    public async Task Slow_steps_are_reported_every_five_seconds_and_queue_positions_at_once()
    {
        var second = TimeSpan.FromSeconds(1);
        var steps = Enumerable.Range(0, 11).Select(step => Step(second, new GenerationUpdate.Progress(step / 1000.0)));
        GenerationUpdate.Progress[] queue = [new(null) { QueuePosition = 2 }, new(null) { QueuePosition = 1 }, new(null) { QueuePosition = 1 }, new(null)];

        await _bench.RunAsync(new ScriptedProvider([.. queue.Select(one => Step(TimeSpan.Zero, one)), .. steps, Say.Failed(Samples.Busy)]));

        var reported = await ReportedAsync();
        Assert.Equal([2, 1, null], reported.Take(3).Select(one => one.TryGetProperty("queue_position", out var position) ? position.GetInt32() : (int?)null));
        Assert.Equal([0, 0.005, 0.01], reported.Skip(3).Select(one => one.GetProperty("fraction").GetDouble()));
    }

    [Fact]
    public async Task The_remaining_time_is_estimated_only_if_the_provider_does_not_report_it()
    {
        var lease = _bench.Lease with { Expected = TimeSpan.FromSeconds(20) };
        var provider = new ScriptedProvider(
            Step(TimeSpan.FromSeconds(3), new GenerationUpdate.Progress(null)),
            Step(TimeSpan.FromSeconds(9), new GenerationUpdate.Progress(null) { QueuePosition = 0, Remaining = TimeSpan.FromSeconds(4) }),
            Step(TimeSpan.FromSeconds(30), new GenerationUpdate.Progress(null) { QueuePosition = 1 }),
            Step(TimeSpan.Zero, new GenerationUpdate.Progress(0.5)),
            Say.Failed(Samples.Busy));

        await _bench.RunAsync(provider, lease: lease);

        var reported = await ReportedAsync();
        Assert.Equal([17_000, 4000, 0, null], reported.Select(one => one.TryGetProperty("eta_ms", out var eta) ? eta.GetInt32() : (int?)null));
        Assert.Equal([true, true, true, false], reported.Select(one => one.TryGetProperty("estimated", out var estimated) && estimated.GetBoolean()));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-3)]
    [InlineData(7)]
    public async Task Implausible_values_of_a_provider_are_clamped(double fraction)
    {
        await _bench.RunAsync(new ScriptedProvider(
            Step(TimeSpan.Zero, new GenerationUpdate.Progress(fraction) { QueuePosition = -1, Remaining = TimeSpan.FromSeconds(-1) }), Say.Failed(Samples.Busy)));

        var reported = Assert.Single(await ReportedAsync());
        Assert.False(reported.TryGetProperty("queue_position", out _));
        Assert.Equal(0, reported.GetProperty("eta_ms").GetInt32());
        Assert.True(!reported.TryGetProperty("fraction", out var kept) || kept.GetDouble() is 0 or 1);
    }

    [Theory]
    [InlineData(0, 0, 0, "the same black")]
    [InlineData(255, 255, 255, "the same white")]
    [InlineData(200, 30, 40, "the same color (#c81e28)")]
    public async Task A_uniform_image_is_bad_output_and_the_message_names_its_colour(byte red, byte green, byte blue, string words)
    {
        var pixels = new byte[300 * 200 * 3];
        for (var at = 0; at < pixels.Length; at += 3)
        {
            (pixels[at], pixels[at + 1], pixels[at + 2]) = (red, green, blue);
        }

        var empty = await _bench.Pipeline.EncodeAsync(pixels, 300, 200, ImageFormat.Png, 90, Token);

        var failed = Assert.IsType<SlotResult.Failed>(await _bench.RunAsync(new ScriptedProvider(Say.Final(empty))));

        Assert.Equal(
            new Failure(FailureCode.BadOutput, $"Scripted sent an empty image: every pixel is {words}."),
            failed.Failure);
        Assert.Equal((true, 0), (failed.SawOutput, _bench.Originals.Length));
    }

    [Fact]
    public async Task The_reported_quality_is_stored()
    {
        var final = new GenerationUpdate.FinalImage(EncodedImage.From(TestImages.SmallPng())) { Quality = "medium" };

        var made = Assert.IsType<SlotResult.Finished>(await _bench.RunAsync(new ScriptedProvider(_ => Task.FromResult<GenerationUpdate>(final))));

        Assert.Equal("medium", made.Image.Quality);
    }

    private Func<CancellationToken, Task<GenerationUpdate>> Step(TimeSpan after, GenerationUpdate.Progress step) => _ =>
    {
        _bench.Time.Advance(after);
        return Task.FromResult<GenerationUpdate>(step);
    };

    /// <summary>The progress that was reported after the claim.</summary>
    private async Task<List<JsonElement>> ReportedAsync() =>
        [.. (await _bench.LogAsync("progress")).Select(logged => JsonElement.Parse(logged.Json)).Where(json => json.GetProperty("stage").GetString() == "generating")];
}
