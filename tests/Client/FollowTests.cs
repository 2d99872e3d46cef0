using System.Security.Cryptography;
using Darkroom.Client;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server;
using Darkroom.Tests.Server.Studio;

namespace Darkroom.Tests.Client;

/// <summary>The typed client at the real server: generations from their start to their end, over connections that do not last.</summary>
public sealed class FollowTests
{
    private static readonly byte[] Blurred = TestImages.NoisyPng(64, 64, 1);
    private static readonly byte[] Sharp = TestImages.NoisyPng(64, 64, 2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_generation_is_followed_to_its_end_and_its_original_is_downloaded_byte_for_byte()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = ClientOf(server.Address);
        var request = new NewGeneration { Prompt = "a lighthouse", N = 2, Size = "256x192", Seed = 7, Provider = "painter" };
        var events = await client.GenerateAsync(request, InlineImages.Previews, Cancel).ToListAsync(Cancel);

        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events.Select(one => one.Id));
        Assert.Equal((RunStatus.Completed, 2, 2), events[^1] is GenerationEvent.Complete end ? (end.Status, end.Done, end.Of) : default);
        Assert.All(events.OfType<GenerationEvent.PartialImage>(), partial => Assert.NotEqual(0, partial.Data!.Value.Length));
        var images = events.OfType<GenerationEvent.Image>().ToList();
        Assert.Equal([7, 8], images.OrderBy(image => image.ImageIndex).Select(image => image.Seed));
        foreach (var image in images)
        {
            using var file = new MemoryStream();
            var downloaded = await client.DownloadAsync(image.ImageId, file, Cancel);
            var original = await server.Client.GetByteArrayAsync($"/images/{image.ImageId}", Cancel);
            Assert.Equal(original, file.ToArray());
            Assert.Equal(new DownloadedFile("image/png", original.Length, Convert.ToHexStringLower(SHA256.HashData(original))), downloaded);
        }
    }

    [Fact]
    public async Task Following_after_any_event_returns_exactly_the_later_ones()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = ClientOf(server.Address);
        var all = await client.GenerateAsync(new NewGeneration { Prompt = "calm sea", Size = "64x64", Provider = "painter" }, cancellationToken: Cancel).ToListAsync(Cancel);
        for (var after = 0; after <= all.Count; after++)
        {
            var later = await client.FollowAsync(all[0].GenerationId, after, cancellationToken: Cancel).Select(one => one.Id).ToListAsync(Cancel);
            Assert.Equal(all.Skip(after).Select(one => one.Id), later);
        }
    }

    [Fact]
    public async Task A_connection_that_is_cut_in_the_middle_of_a_run_loses_no_event_and_repeats_none()
    {
        var gate = new Gate();
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Partial(0, Blurred).Wait(gate).Final(Sharp).Completed());
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        await using var proxy = SilentProxy.Start(server.Address);
        using var client = ClientOf(proxy.Address);

        var ids = new List<long>();
        GenerationEvent last = null!;
        await foreach (var one in client.GenerateAsync(new NewGeneration { Prompt = "a red fox", Provider = "openai" }, cancellationToken: Cancel))
        {
            ids.Add(one.Id);
            last = one;
            if (one is GenerationEvent.PartialImage)
            {
                proxy.Cut();
                gate.Open();
            }
        }

        Assert.Equal(Enumerable.Range(1, ids.Count).Select(i => (long)i), ids);
        Assert.Equal(RunStatus.Completed, Assert.IsType<GenerationEvent.Complete>(last).Status);
        Assert.Single(service.Requests);
    }

    [Fact]
    public async Task A_connection_without_heartbeats_is_replaced_after_35_seconds()
    {
        var (time, gate) = (new ManualTime(), new Gate());
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Partial(0, Blurred).Wait(gate).Final(Sharp).Completed());
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        await using var proxy = SilentProxy.Start(server.Address);
        using var client = new DarkroomClient(new DarkroomClientOptions { BaseAddress = proxy.Address, TimeProvider = time });
        var silent = new TaskCompletionSource();

        var follow = FollowAsync();
        await silent.Task.WaitAsync(Cancel);
        await time.TimerSetAsync(TimeSpan.FromSeconds(35));
        time.Advance(TimeSpan.FromSeconds(34.9));
        Assert.False(follow.IsCompleted);
        await time.AdvanceBesideAsync(follow, TimeSpan.FromSeconds(0.3));
        Assert.Equal(RunStatus.Completed, (await follow).Status);

        async Task<GenerationEvent.Complete> FollowAsync()
        {
            GenerationEvent last = null!;
            await foreach (var one in client.GenerateAsync(new NewGeneration { Prompt = "a red fox", Provider = "openai" }, cancellationToken: Cancel))
            {
                last = one;
                if (one is GenerationEvent.PartialImage)
                {
                    proxy.FallSilent();
                    gate.Open();
                    silent.SetResult();
                }
            }

            return (GenerationEvent.Complete)last;
        }
    }

    [Fact]
    public async Task A_client_follows_a_generation_across_a_restart_of_the_server()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Partial(0, Blurred).Hang(), ResponsesScript.Image(Sharp));
        var settings = OpenAiServer.Settings(service, ("Jobs:OnInterrupted", "retry"));
        var first = await RunningServer.StartOverAsync(folder, settings);
        using var client = ClientOf(first.Address);

        RunningServer? second = null;
        try
        {
            var ids = new List<long>();
            GenerationEvent last = null!;
            await foreach (var one in client.GenerateAsync(new NewGeneration { Prompt = "a red fox", Provider = "openai" }, cancellationToken: Cancel))
            {
                ids.Add(one.Id);
                last = one;
                if (one is GenerationEvent.PartialImage && second is null)
                {
                    await first.StopAsync(Cancel);
                    await first.DisposeAsync();
                    second = await RunningServer.StartOverAsync(folder, [.. settings, ("urls", client.BaseAddress.ToString())]);
                }
            }

            Assert.Equal(Enumerable.Range(1, ids.Count).Select(i => (long)i), ids);
            Assert.IsType<GenerationEvent.Complete>(last);
        }
        finally
        {
            await (second ?? first).DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Cancelling_ends_the_images_and_their_events_and_a_retry_makes_one_again()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Partial(0, Blurred).Hang(), ResponsesScript.Image(Sharp));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        using var client = ClientOf(server.Address);
        var started = await client.StartAsync(new NewGeneration { Prompt = "a red fox", Provider = "openai" }, cancellationToken: Cancel);
        Assert.Equal((RunStatus.Running, "openai", 1), (started.Status, started.Request.Provider, started.Of));
        await service.RequestsAsync(1).WaitAsync(Cancel);
        Assert.Contains(started.Id, (await client.GetQueueAsync(Cancel)).Select(run => run.Id));

        var cancelled = await client.CancelAsync(started.Id, Cancel);
        Assert.Equal(ImageStatus.Cancelled, Assert.Single(cancelled.Images).Status);
        var events = await client.FollowAsync(started.Id, cancellationToken: Cancel).ToListAsync(Cancel);
        Assert.Equal(RunStatus.Cancelled, Assert.IsType<GenerationEvent.Complete>(events[^1]).Status);

        await client.RetryAsync(started.Id, 0, Cancel);
        var again = await client.FollowAsync(started.Id, events[^1].Id, cancellationToken: Cancel).ToListAsync(Cancel);
        Assert.Equal(RunStatus.Completed, Assert.IsType<GenerationEvent.Complete>(again[^1]).Status);
        Assert.Equal(ImageStatus.Ready, (await client.GetAsync(started.Id, Cancel)).Images[0].Status);
    }

    [Fact]
    public async Task A_failed_image_reports_its_code_and_advice()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, Scripts.Answer(400, ResponsesScript.ErrorBody("moderation_blocked", "Your request was rejected by the safety system.")));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        using var client = ClientOf(server.Address);
        var events = await client.GenerateAsync(new NewGeneration { Prompt = "a red fox", Provider = "openai" }, cancellationToken: Cancel).ToListAsync(Cancel);

        var error = Assert.Single(events.OfType<GenerationEvent.Error>());
        Assert.Equal((ErrorCodes.ModerationBlocked, 0, false), (error.Code, error.ImageIndex, error.Retryable));
        Assert.NotEmpty(error.Message);
        Assert.NotEmpty(error.Advice!);
        Assert.Equal(RunStatus.Failed, Assert.IsType<GenerationEvent.Complete>(events[^1]).Status);
    }

    private static DarkroomClient ClientOf(Uri address) => new(new DarkroomClientOptions { BaseAddress = address });
}
