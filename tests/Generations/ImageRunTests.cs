using Darkroom.Gallery;
using Darkroom.Generations;
using Darkroom.Imaging;
using Darkroom.Providers;
using Darkroom.Storage;

namespace Darkroom.Tests.Generations;

public sealed class ImageRunTests : IDisposable
{
    private static readonly byte[] TestImage = TestImages.NoisyPng(1400, 700);
    private readonly RunBench _bench = new(n: 2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_final_image_is_stored_as_it_came_and_described_by_its_bytes()
    {
        var provider = new ScriptedProvider(Say.Progress(), Say.Partial(0, TestImages.SmallPng()), Say.Final(TestImage));

        var image = Assert.IsType<SlotResult.Finished>(await _bench.RunAsync(provider)).Image;

        Assert.Equal((ContentHash.Compute(TestImage), "image/png", TestImage.Length, new PixelSize(1400, 700)), (image.BlobHash, image.Mime, image.Bytes, image.Size));
        Assert.Equal((Samples.Provider, "really this one", "revised", 42, new TokenUsage(1, 2, 3)), (image.Provider, image.Model, image.RevisedPrompt, image.Seed, image.Usage));
        Assert.InRange(image.ThumbHash.Length, 5, 30);
        await using var original = (await _bench.Storage.Blobs.OpenAsync(image.BlobHash, Token))!;
        Assert.Equal(TestImage.Length, original.Length);
        foreach (var width in Derivative.Widths)
        {
            await using var derived = await _bench.Storage.Previews.OpenAsync(PreviewKey.OfDerivative(image.BlobHash, width, ImageFormat.Jpeg), Token);
            Assert.NotNull(derived);
        }

        Assert.True(_bench.Health.Get(Samples.Provider)!.Healthy);
        AssertAllLetGo(provider);
    }

    [Fact]
    public async Task The_provider_gets_the_request_of_the_slot()
    {
        var provider = new ScriptedProvider(Say.Failed(Samples.Blocked));
        var second = (await _bench.Queue.ClaimAsync("runner", [Samples.Provider], TimeSpan.FromSeconds(30), Token))!;
        Assert.Equal(1, second.ImageIndex);

        await _bench.RunAsync(provider);

        Assert.Equal(
            new ImageRequest { Prompt = "a red fox", Size = new PixelSize(1024, 1024), Model = "oils", Seed = 7, PartialImages = 3 },
            Assert.Single(provider.Asked));
    }

    [Fact]
    public async Task The_provider_gets_the_input_images_and_the_mask_unchanged()
    {
        var inputs = new[] { TestImages.SmallPng(1), TestImages.SmallPng(2), TestImages.SmallPng(3) };
        var kept = inputs.Select(bytes => new InputImage(ContentHash.Compute(bytes), "image/png", new PixelSize(16, 16), bytes.Length, null)).ToArray();
        await Task.WhenAll(inputs.Select(bytes => _bench.Storage.Blobs.PutAsync(bytes, Token)));
        var provider = new ScriptedProvider(Say.Final(TestImage));

        _bench.Lease = _bench.Lease with { Request = _bench.Lease.Request with { Images = [.. kept[..2]], Mask = kept[2] } };

        await _bench.RunAsync(provider);

        var asked = Assert.Single(provider.Asked);
        Assert.Equal(inputs, asked.References.Append(asked.Mask!).Select(one => one.Bytes.ToArray()));
        Assert.All(asked.References.Append(asked.Mask!), one => Assert.Equal(("image/png", new PixelSize(16, 16)), (one.Mime, one.Size)));
    }

    [Fact]
    public async Task Without_its_input_image_the_provider_is_not_called()
    {
        var gone = new InputImage(ContentHash.Compute("gone"u8), "image/png", new PixelSize(16, 16), 4, null);
        var provider = new ScriptedProvider(Say.Final(TestImage));

        _bench.Lease = _bench.Lease with { Request = _bench.Lease.Request with { Images = [gone] } };

        var failed = Assert.IsType<SlotResult.Failed>(await _bench.RunAsync(provider));

        Assert.Equal(FailureCode.Internal, failed.Failure.Code);
        Assert.Contains("missing from the data folder", failed.Failure.Message, StringComparison.Ordinal);
        Assert.Empty(provider.Asked);
    }

    [Fact]
    public async Task Everything_is_announced_in_its_order()
    {
        await _bench.RunAsync(new ScriptedProvider(
            Say.Progress(), Say.Progress(), Say.Progress(0.5), Say.Partial(0, TestImages.SmallPng()), Say.Partial(1, TestImages.SmallPng(2)), Say.Final(TestImage)));

        var log = await _bench.Events.ReadAsync(_bench.Lease.GenerationId, 2, 100, Token);
        Assert.Equal([0, 1], await _bench.AnnouncedAsync());
        Assert.Equal(["generating", "generating", "finishing"], log.Where(logged => logged.Type == "progress").Select(Stage));
        Assert.Equal("finishing", Stage(log[^1]));

        static string Stage(LoggedEvent logged) => System.Text.Json.JsonDocument.Parse(logged.Json).RootElement.GetProperty("stage").GetString()!;
    }

    [Theory]
    [InlineData("not an image")]
    [InlineData("")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' width='4' height='4'/>")]
    public async Task A_final_image_that_cannot_be_decoded_is_bad_output_and_not_stored(string text)
    {
        var provider = new ScriptedProvider(Say.Final(System.Text.Encoding.UTF8.GetBytes(text)));

        await AssertFailed(provider, FailureCode.BadOutput, sawOutput: true);
        Assert.False(_bench.Health.Get(Samples.Provider)!.Healthy);
    }

    [Fact]
    public async Task A_truncated_final_image_is_bad_output_and_not_stored() =>
        await AssertFailed(new ScriptedProvider(Say.Final(TestImages.NoisyPng(300, 300, bytesAbout: 100_000)[..60_000])), FailureCode.BadOutput, sawOutput: true);

    [Fact]
    public async Task A_broken_partial_image_does_not_harm_the_final_one()
    {
        var provider = new ScriptedProvider(Say.Partial(0, "no"u8.ToArray()), Say.Final(TestImage));

        Assert.IsType<SlotResult.Finished>(await _bench.RunAsync(provider));

        Assert.Empty(await _bench.AnnouncedAsync());
        AssertAllLetGo(provider);
    }

    [Fact]
    public async Task Only_the_first_partial_images_of_an_endless_stream_are_used()
    {
        var provider = new ScriptedProvider(
            [.. Enumerable.Range(0, 40).Select(index => Say.Partial(index, TestImages.SmallPng(4))), Say.Final(TestImage)]);

        Assert.IsType<SlotResult.Finished>(await _bench.RunAsync(provider));

        Assert.InRange((await _bench.AnnouncedAsync()).Max(), 0, 15);
        AssertAllLetGo(provider);
    }

    [Fact]
    public async Task Texts_that_a_service_reports_are_shortened()
    {
        var words = new string('x', 199) + "🗼" + new string('y', 100_000);
        var provider = new ScriptedProvider(_ => Task.FromResult<GenerationUpdate>(new GenerationUpdate.FinalImage(EncodedImage.From(TestImage))
        {
            Model = words,
            RevisedPrompt = words,
            Quality = words,
            Reported = new ReportedOutput(words, words, words),
        }));

        var image = Assert.IsType<SlotResult.Finished>(await _bench.RunAsync(provider)).Image;

        Assert.Equal((new string('x', 199), words[..32_000], words[..50]), (image.Model, image.RevisedPrompt, image.Quality));
        Assert.Equal(new ReportedOutput(words[..50], words[..50], words[..50]), image.Reported);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(-1, false)]
    [InlineData(int.MaxValue, false)]
    public async Task An_implausible_queue_position_is_not_reported(int position, bool reported)
    {
        await _bench.RunAsync(new ScriptedProvider(
            _ => Task.FromResult<GenerationUpdate>(new GenerationUpdate.Progress(null) { QueuePosition = position }), Say.Failed(Samples.Busy)));

        Assert.Equal(reported, (await _bench.LogAsync("progress")).Any(logged => logged.Json.Contains("queue_position", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_refusal_before_any_output_may_be_tried_again() =>
        await AssertFailed(new ScriptedProvider(Say.Progress(), Say.Failed(Samples.Busy)), FailureCode.Unavailable, sawOutput: false);

    [Fact]
    public async Task A_failure_after_a_partial_image_may_have_been_paid() =>
        await AssertFailed(
            new ScriptedProvider(Say.Partial(0, TestImages.SmallPng()), Say.Failed(Samples.Busy)), FailureCode.Unavailable, sawOutput: true, originals: 1);

    [Fact]
    public async Task A_partial_image_that_comes_after_a_newer_one_is_not_shown()
    {
        var provider = new ScriptedProvider(
            Say.Partial(2, TestImages.SmallPng(2)), Say.Partial(0, TestImages.SmallPng()), Say.Partial(1, TestImages.SmallPng(1)), Say.Final(TestImage));

        Assert.IsType<SlotResult.Finished>(await _bench.RunAsync(provider));

        Assert.Equal([2], await _bench.AnnouncedAsync());
        AssertAllLetGo(provider);
    }

    [Fact]
    public async Task A_call_that_breaks_after_its_partial_images_leaves_the_newest_in_full_size_with_the_failed_slot()
    {
        var newest = TestImages.NoisyPng(700, 500, 5);
        var provider = new ScriptedProvider(
            Say.Partial(0, TestImages.SmallPng()), Say.Partial(2, newest), Say.Partial(1, TestImages.SmallPng(1)), Say.Failed(Samples.Busy));

        Assert.IsType<SlotResult.Failed>(await _bench.RunAsync(provider));

        var kept = (await _bench.Generations.FindAsync(_bench.Lease.GenerationId, Token))!.Slots[0].Unfinished!;
        Assert.Equal((ContentHash.Compute(newest), "image/png", new PixelSize(700, 500), newest.Length), (kept.BlobHash, kept.Mime, kept.Size, kept.Bytes));
        Assert.Equal([kept.BlobHash], _bench.Originals.Select(Path.GetFileName));
        AssertAllLetGo(provider);
    }

    [Fact]
    public async Task A_final_image_that_is_unusable_leaves_the_newest_partial_image_too()
    {
        var provider = new ScriptedProvider(Say.Partial(0, TestImage), Say.Final("no"u8.ToArray()));

        await AssertFailed(provider, FailureCode.BadOutput, sawOutput: true, originals: 1);
    }

    [Fact]
    public async Task An_image_that_a_safety_system_blocked_is_not_stored_as_unfinished() =>
        await AssertFailed(
            new ScriptedProvider(Say.Partial(0, TestImage), Say.Failed(Samples.Blocked)), FailureCode.ModerationBlocked, sawOutput: true);

    [Fact]
    public async Task A_partial_image_that_cannot_be_decoded_is_not_stored() =>
        await AssertFailed(
            new ScriptedProvider(Say.Partial(0, "no"u8.ToArray()), Say.Failed(Samples.Busy)), FailureCode.Unavailable, sawOutput: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_provider_that_takes_too_long_timed_out_and_may_have_been_paid_once_it_had_begun(bool begun)
    {
        var reached = new TaskCompletionSource();
        var provider = begun ? new ScriptedProvider(Say.Progress(), Say.Nothing(reached)) : new ScriptedProvider(Say.Nothing(reached));
        var running = _bench.RunAsync(provider);
        await reached.Task.WaitAsync(Token);

        _bench.Time.Advance(TimeSpan.FromSeconds(65));

        var failed = Assert.IsType<SlotResult.Failed>(await running);
        Assert.Equal((FailureCode.Timeout, begun, "Scripted did not finish within 60 s."), (failed.Failure.Code, failed.SawOutput, failed.Failure.Message));
        Assert.True(provider.Left);
    }

    [Fact]
    public async Task A_provider_that_ends_without_an_end_is_bad_output()
    {
        await AssertFailed(new ScriptedProvider(), FailureCode.BadOutput, sawOutput: true);
        await AssertFailed(new ScriptedProvider(Say.Progress(), Say.Partial(0, TestImages.SmallPng())), FailureCode.BadOutput, sawOutput: true, originals: 1);
    }

    [Fact]
    public async Task A_cancel_ends_the_providers_work_and_writes_nothing()
    {
        using var cancel = new CancellationTokenSource();
        var reached = new TaskCompletionSource();
        var provider = new ScriptedProvider(Say.Partial(0, TestImages.SmallPng()), Say.Nothing(reached));
        var running = _bench.RunAsync(provider, cancel.Token);
        await reached.Task.WaitAsync(Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.True(provider.Left);
        Assert.Null(_bench.Health.Get(Samples.Provider));
        AssertAllLetGo(provider);
    }

    [Fact]
    public async Task An_exception_of_the_adapter_is_passed_on_and_all_images_are_disposed()
    {
        var provider = new ScriptedProvider(Say.Partial(0, TestImages.SmallPng()), Say.Break(new InvalidOperationException("fault")));

        await Assert.ThrowsAsync<InvalidOperationException>(() => _bench.RunAsync(provider));

        AssertAllLetGo(provider);
    }

    [Fact]
    public async Task A_provider_that_is_no_longer_configured_is_not_called()
    {
        var provider = new ScriptedProvider { Setup = new ProviderSetup("SCRIPTED_KEY") };

        var failed = Assert.IsType<SlotResult.Failed>(await _bench.RunAsync(provider));

        Assert.Equal((FailureCode.Authentication, true), (failed.Failure.Code, failed.SawOutput));
        Assert.Empty(provider.Asked);
    }

    [Fact]
    public async Task A_disk_that_is_full_is_an_internal_failure_that_is_not_repeated()
    {
        var full = Proxy.Of(_bench.Storage.Blobs, (_, _) => throw new StorageException(
            StorageFailure.Full, "No space left.", new IOException("No space left on /secret/path")));
        var final = new GenerationUpdate.FinalImage(EncodedImage.From(TestImage));

        var failed = Assert.IsType<SlotResult.Failed>(await _bench.Finals(full).StoreAsync(_bench.Lease, new ScriptedProvider(), final, Token));

        Assert.Equal((FailureCode.Internal, true), (failed.Failure.Code, failed.SawOutput));
        Assert.DoesNotContain("secret", failed.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Properties_that_the_provider_does_not_report_are_those_of_the_request()
    {
        var final = new GenerationUpdate.FinalImage(EncodedImage.From(TestImage));

        var image = Assert.IsType<SlotResult.Finished>(
            await _bench.Finals().StoreAsync(_bench.Lease with { ImageIndex = 0 }, new ScriptedProvider(), final, Token)).Image;

        Assert.Equal(("oils", 7, null, null), (image.Model, image.Seed, image.RevisedPrompt, image.Usage));
    }

    private static void AssertAllLetGo(ScriptedProvider provider) => Assert.All(provider.Given, image => Assert.True(image.IsDisposed()));

    private async Task AssertFailed(ScriptedProvider provider, FailureCode code, bool sawOutput, int originals = 0)
    {
        var failed = Assert.IsType<SlotResult.Failed>(await _bench.RunAsync(provider));
        Assert.Equal((code, sawOutput), (failed.Failure.Code, failed.SawOutput));
        Assert.Equal(originals, _bench.Originals.Length);
        Assert.True(provider.Left);
        AssertAllLetGo(provider);
    }
}
