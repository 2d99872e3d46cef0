using Darkroom.Generations;

namespace Darkroom.Tests.Contracts;

/// <summary>Another provider stands in, and what is kept for those who come later.</summary>
public abstract partial class JobStoreContract
{
    [Fact]
    public async Task A_slot_that_falls_back_is_claimed_in_the_other_lane_with_what_that_provider_is_asked_for()
    {
        using var work = Signals.Subscribe(IJobSignals.Work);
        var id = (await CreateAsync()).Id;
        var lease = await ClaimedAsync();
        await work.WaitAsync(Lease, Token);

        Assert.True(await Store.FallBackAsync(lease, Samples.NoCredit, Samples.ToSecond(), Token));

        Assert.True(await work.WaitAsync(Lease, Token));
        Assert.Null(await ClaimAsync());
        var other = await ClaimedAsync("runner", "second");
        Assert.Equal(("second", Samples.Provider, 1, 2), (other.Request.Provider, other.Requested.Provider, other.Tries, other.Attempt));
        Assert.Equal((Samples.Provider, FailureCode.Quota), (Assert.Single(other.Failed).Provider, other.Failed[0].Failure.Code));
        Assert.False(await Store.FallBackAsync(lease, Samples.NoCredit, Samples.ToSecond(), Token));
        await WholeLogAsync(id);
    }

    [Fact]
    public async Task An_image_of_another_provider_says_why_in_the_log_and_in_the_state()
    {
        var id = (await CreateAsync()).Id;
        await Store.FallBackAsync(await ClaimedAsync(), Samples.NoCredit, Samples.ToSecond(), Token);
        await Store.CompleteAsync(await ClaimedAsync("runner", "second"), Samples.Image() with { Provider = "second", Quality = "high" }, Token);

        var json = Json((await WholeLogAsync(id))[^2]);
        Assert.Equal(("second", "high"), (json.GetProperty("provider").GetString(), json.GetProperty("quality").GetString()));
        Assert.Equal(("painter", "quota"), (json.GetProperty("fallback").GetProperty("from").GetString(), json.GetProperty("fallback").GetProperty("code").GetString()));
        var made = (await FindAsync(id)).Slots[0].Made!;
        Assert.Equal("Made by Second because First had no credit left.", made.Fallback!.Message);
        Assert.Equal((new PixelSize(640, 480), "image/png", "high"), (made.Size, made.Mime, made.Quality));
    }

    [Fact]
    public async Task Recovering_asks_about_the_provider_that_really_worked_and_a_retry_goes_back_to_the_one_asked_for()
    {
        var id = (await CreateAsync()).Id;
        await Store.FallBackAsync(await ClaimedAsync(), Samples.NoCredit, Samples.ToSecond(), Token);
        await ClaimedAsync("gone", "second");
        var asked = new List<string>();

        await Store.RecoverAsync("runner", [], 3, (request, _) => { asked.Add(request.Provider); return false; }, Token);

        Assert.Equal(["second"], asked);
        await Store.RetryAsync(id, 0, Token);
        Assert.Null(await ClaimAsync("runner", "second"));
        Assert.Equal(Samples.Provider, (await ClaimedAsync()).Request.Provider);
    }

    [Fact]
    public async Task After_three_images_a_claim_says_how_long_the_next_is_likely_to_take()
    {
        for (var seconds = 1; seconds <= 3; seconds++)
        {
            await CreateAsync();
            var lease = await ClaimedAsync();
            Assert.Null(lease.Expected);
            Time.Advance(TimeSpan.FromSeconds(seconds * 10));
            await Store.CompleteAsync(lease, Samples.Image(ImageId(seconds)) with { Model = "oils, of the 5th of May" }, Token);
        }

        var id = (await CreateAsync()).Id;
        Assert.Equal(TimeSpan.FromSeconds(20), (await ClaimedAsync()).Expected);
        var started = Json((await LogAsync(id))[^1]);
        Assert.Equal((20_000, true), (started.GetProperty("eta_ms").GetInt32(), started.GetProperty("estimated").GetBoolean()));
        await CreateAsync(Samples.Request() with { Model = "watercolours" });
        Assert.Null((await ClaimedAsync()).Expected);
        await CreateAsync(Samples.Request(provider: "another"));
        Assert.Null((await ClaimedAsync("runner", "another")).Expected);
    }

    [Fact]
    public async Task What_was_last_told_of_a_slot_is_part_of_its_state_and_of_the_snapshot()
    {
        var id = (await CreateAsync()).Id;
        await Store.ProgressAsync(await ClaimedAsync(), new SlotStep(ProgressStage.Generating, 0.45, TimeSpan.FromSeconds(7), 2), Token);

        var told = (await FindAsync(id)).Slots[0].Progress!;
        Assert.Equal((0.45, 2, 7000, Time.GetUtcNow()), (told.Fraction, told.QueuePosition, told.EtaMs, told.At));
        Assert.Equal(told, (await Store.SnapshotAsync(Token)).Generations[0].State.Slots[0].Progress);
        var json = Json((await LogAsync(id))[^1]);
        Assert.Equal((2, 7000), (json.GetProperty("queue_position").GetInt32(), json.GetProperty("eta_ms").GetInt32()));
    }
}
