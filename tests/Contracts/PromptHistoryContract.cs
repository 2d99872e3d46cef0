using Darkroom.Generations;
using Darkroom.Prompts;

namespace Darkroom.Tests.Contracts;

/// <summary>The promises of every store of the history of prompts.</summary>
public abstract class PromptHistoryContract : StoreContract
{
    protected abstract IPromptHistory History { get; }

    [Fact]
    public async Task A_generation_makes_its_prompt_the_newest_and_a_repeated_one_counts()
    {
        await UseAsync("a fox", "an owl");
        var before = Time.GetUtcNow();
        await UseAsync("a fox");

        var page = await PageAsync();
        Assert.Equal(["a fox", "an owl"], page.Prompts.Select(one => one.Prompt));
        Assert.Equal([2L, 1L], page.Prompts.Select(one => one.Uses));
        Assert.True(page.Prompts[0].UsedAt > before);
        Assert.Null(page.Next);
        Assert.All(page.Prompts, one => Assert.True(Ids.IsWellFormed(one.Id)));

        await UseAsync("a fox");
        Assert.Equal(3, (await PageAsync()).Prompts[0].Uses);
    }

    [Fact]
    public async Task The_negative_prompt_makes_another_entry_and_case_too()
    {
        await UseAsync("a fox", "A fox");
        await CreateAsync(Samples.Request(prompt: "a fox") with { NegativePrompt = "rain" });

        Assert.Equal([("a fox", "rain"), ("A fox", null), ("a fox", null)], (await PageAsync()).Prompts.Select(one => (one.Prompt, one.NegativePrompt)));
    }

    [Fact]
    public async Task Campaigns_retries_and_repeated_requests_leave_it_as_it_is()
    {
        await CreateAsync(Samples.Request() with { CampaignId = "00000000000000000000000000000009" });
        Assert.Empty((await PageAsync()).Prompts);

        var key = new IdempotencyKey("key", "body");
        var state = await CreateAsync(Samples.Request(), key);
        Accepted(await Generations.CreateAsync(Ids.New(Time), Samples.Request(), key, 100, Token), isNew: false);
        Assert.IsType<StartOutcome.QueueFull>(await Generations.CreateAsync(Ids.New(Time), Samples.Request(prompt: "refused"), null, 1, Token));
        await Generations.CancelAsync(state.Id, null, Token);
        await Generations.RetryAsync(state.Id, 0, null, Token);

        Assert.Equal([("a red fox", 1L)], (await PageAsync()).Prompts.Select(one => (one.Prompt, one.Uses)));
    }

    [Fact]
    public async Task Generations_that_are_accepted_together_remember_what_was_written_once()
    {
        var key = new IdempotencyKey("key", "body");
        NewGeneration[] all = [.. new[] { "a red fox", "a blue fox" }.Select((prompt, index) => new NewGeneration(Ids.New(Time), Samples.Request(prompt: prompt), key.Of(index)))];
        var written = new WrittenPrompt("a {red|blue} fox", null);

        Assert.IsType<StartOutcome.QueueFull>(await Generations.CreateAllAsync([.. all], written, 1, Token));
        Assert.Empty((await PageAsync()).Prompts);
        Assert.Empty(await Generations.RecentAsync(10, Token));

        var first = Assert.IsType<StartOutcome.AllAccepted>(await Generations.CreateAllAsync([.. all], written, 100, Token));
        var again = Assert.IsType<StartOutcome.AllAccepted>(await Generations.CreateAllAsync(
            [.. all.Select((one, index) => one with { Id = Ids.New(Time) })], written, 100, Token));
        Assert.Equal((true, false), (first.IsNew, again.IsNew));
        Assert.Equal(all.Select(one => one.Id), first.States.Select(state => state.Id));
        Assert.Equal(first.States.Select(state => state.Id), again.States.Select(state => state.Id));
        Assert.IsType<StartOutcome.KeyReused>(await Generations.CreateAsync(Ids.New(Time), Samples.Request(), key with { BodyHash = "other" }, 100, Token));
        Assert.Equal([("a {red|blue} fox", 1L)], (await PageAsync()).Prompts.Select(one => (one.Prompt, one.Uses)));
        Assert.Equal(2, (await Generations.RecentAsync(10, Token)).Length);
    }

    [Fact]
    public async Task A_search_finds_words_and_the_beginning_of_the_last_one()
    {
        await UseAsync("a red fox in the snow", "a blue owl", "ein Bär", "雪の中の狐");
        await CreateAsync(Samples.Request(prompt: "a heron") with { NegativePrompt = "snow" });

        Assert.Equal(["a heron", "a red fox in the snow"], await FindAsync("snow", false));
        Assert.Equal(["a red fox in the snow"], await FindAsync("fox sno", false));
        Assert.Equal(["a red fox in the snow"], await FindAsync("SNOW Red", false));
        Assert.Equal(["ein Bär"], await FindAsync("bar", false));
        Assert.Equal(["雪の中の狐"], await FindAsync("狐", false));
        Assert.Empty(await FindAsync("fo snow", false));
        Assert.Empty(await FindAsync("wolf", false));
        Assert.Empty(await FindAsync("\" OR *", false));
        Assert.Empty(await FindAsync("\uE001", false));
        Assert.Equal(5, (await FindAsync("  ", false)).Length);
    }

    [Fact]
    public async Task A_star_stays_when_the_prompt_is_used_again_and_can_be_taken_away()
    {
        await UseAsync("a fox", "an owl", "a fox cub");
        var id = (await PageAsync()).Prompts[2].Id;

        Assert.True((await History.StarAsync(id, true, Token))!.Starred);
        Assert.True((await History.StarAsync(id, true, Token))!.Starred);
        Assert.Null(await History.StarAsync("00000000000000000000000000000009", true, Token));
        Assert.Equal(["a fox"], await FindAsync(null, true));
        Assert.Equal(["a fox"], await FindAsync("fox", true));
        Assert.Empty(await FindAsync("owl", true));

        await UseAsync("a fox");
        Assert.Equal(["a fox"], await FindAsync("fo", true));
        Assert.Equal(["a fox", "a fox cub", "an owl"], await FindAsync(null, false));
        Assert.Equal(id, (await PageAsync()).Prompts[0].Id);

        Assert.False((await History.StarAsync(id, false, Token))!.Starred);
        Assert.Empty(await FindAsync("fox", true));
        Assert.Equal(["a fox", "a fox cub"], await FindAsync("fox", false));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("fox")]
    public async Task Pages_follow_each_other_while_prompts_are_used(string? text)
    {
        await UseAsync([.. Enumerable.Range(0, 7).Select(number => $"fox {number}")]);
        var first = await History.PageAsync(new PromptQuery(text, Limit: 3), Token);
        await UseAsync("fox 6", "fox 8");
        var second = await History.PageAsync(new PromptQuery(text, Before: first.Next, Limit: 3), Token);
        var third = await History.PageAsync(new PromptQuery(text, Before: second.Next, Limit: 3), Token);

        Assert.Equal(["fox 6", "fox 5", "fox 4"], first.Prompts.Select(one => one.Prompt));
        Assert.Equal(["fox 3", "fox 2", "fox 1"], second.Prompts.Select(one => one.Prompt));
        Assert.Equal(["fox 0"], third.Prompts.Select(one => one.Prompt));
        Assert.Null(third.Next);
    }

    [Fact]
    public async Task A_deleted_prompt_is_not_found_and_is_counted_from_one_again()
    {
        await UseAsync("a fox", "an owl", "an owl");
        var id = (await PageAsync()).Prompts[0].Id;

        Assert.True(await History.DeleteAsync(id, Token));
        Assert.False(await History.DeleteAsync(id, Token));
        Assert.Empty(await FindAsync("owl", false));
        await UseAsync("an owl");
        Assert.Equal([1L], (await History.PageAsync(new PromptQuery("owl"), Token)).Prompts.Select(one => one.Uses));
    }

    [Fact]
    public async Task Clearing_keeps_what_has_a_star()
    {
        await History.ClearAsync(Token);
        await UseAsync([.. Enumerable.Range(0, 5).Select(number => $"fox {number}")]);
        await History.StarAsync((await PageAsync()).Prompts[2].Id, true, Token);

        await History.ClearAsync(Token);

        Assert.Equal(["fox 2"], await FindAsync(null, false));
        Assert.Equal(["fox 2"], await FindAsync("fox", false));
    }

    private async Task UseAsync(params string[] prompts)
    {
        foreach (var prompt in prompts)
        {
            await CreateAsync(Samples.Request(prompt: prompt));
        }
    }

    private Task<PromptPage> PageAsync() => History.PageAsync(new PromptQuery(), Token);

    private async Task<string[]> FindAsync(string? text, bool starred) =>
        [.. (await History.PageAsync(new PromptQuery(text, starred), Token)).Prompts.Select(one => one.Prompt)];
}
