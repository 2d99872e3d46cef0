using System.Collections.Immutable;
using Darkroom.Generations;
using Darkroom.Settings;

namespace Darkroom.Tests.Contracts;

/// <summary>The promises of every store of settings.</summary>
public abstract class SettingStoreContract
{
    protected abstract ISettingStore Store { get; }

    protected abstract IJobSignals Signals { get; }

    protected abstract ManualTime Time { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stored_settings_are_returned_in_the_order_of_their_names()
    {
        Assert.Empty(await Store.ReadAsync(Token));

        await Store.WriteAsync([Value("b", "2"), Value("a", "1", "…x"), Value("c", "", "")], [], Token);

        var all = await Store.ReadAsync(Token);
        Assert.Equal([("a", "1", "…x"), ("b", "2", null), ("c", "", "")], all.Select(one => (one.Name, Text(one), one.Hint)));
        Assert.All(all, one => Assert.Equal(Time.GetUtcNow(), one.ChangedAt));
    }

    [Fact]
    public async Task A_change_replaces_and_deletes_together_and_leaves_the_others()
    {
        await Store.WriteAsync([Value("a", "1", "…x"), Value("b", "2"), Value("c", "3")], [], Token);
        var before = Time.GetUtcNow();
        Time.Advance(TimeSpan.FromHours(1));

        await Store.WriteAsync([Value("a", "4")], ["b", "unknown", "C"], Token);

        var all = await Store.ReadAsync(Token);
        Assert.Equal(
            [("a", "4", null, Time.GetUtcNow()), ("c", "3", null, before)], all.Select(one => (one.Name, Text(one), one.Hint, one.ChangedAt)));
    }

    [Fact]
    public async Task Any_bytes_are_returned_as_they_were_stored()
    {
        var bytes = Enumerable.Range(0, 5000).Select(number => (byte)number).ToImmutableArray();

        await Store.WriteAsync([new SettingValue("a", bytes, "")], [], Token);

        Assert.Equal(bytes, Assert.Single(await Store.ReadAsync(Token)).Value);
    }

    [Fact]
    public async Task Every_change_raises_a_signal()
    {
        using var subscription = Signals.Subscribe(IJobSignals.Settings);

        await Store.WriteAsync([Value("a", "1")], [], Token);
        Assert.True(await subscription.WaitAsync(TimeSpan.Zero, Token));
        await Store.WriteAsync([], ["a"], Token);
        Assert.True(await subscription.WaitAsync(TimeSpan.Zero, Token));
    }

    [Fact]
    public async Task Changes_at_the_same_time_are_all_stored()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Store.WriteAsync([Value($"{number:00}", "x"), Value("last", $"{number}")], [], Token)));

        Assert.Equal(21, (await Store.ReadAsync(Token)).Length);
    }

    private static SettingValue Value(string name, string text, string? hint = null) =>
        new(name, [.. System.Text.Encoding.UTF8.GetBytes(text)], hint);

    private static string Text(SettingValue setting) => System.Text.Encoding.UTF8.GetString(setting.Value.AsSpan());
}
