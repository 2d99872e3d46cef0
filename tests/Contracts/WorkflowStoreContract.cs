using Darkroom.Generations;
using Darkroom.Settings;

namespace Darkroom.Tests.Contracts;

/// <summary>The promises of every store of workflows.</summary>
public abstract class WorkflowStoreContract
{
    protected abstract IWorkflowStore Store { get; }

    protected abstract IJobSignals Signals { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Workflows_are_returned_as_they_were_stored_in_the_order_of_their_names()
    {
        Assert.Empty(await Store.ReadAsync(Token));

        Assert.True(await Store.WriteAsync(new Workflow("b", """{"1":"夜"}""", "[]"), Token));
        Assert.True(await Store.WriteAsync(new Workflow("a", "{}", "[]"), Token));
        Assert.True(await Store.WriteAsync(new Workflow("b", "{}", "[1]"), Token));

        Assert.Equal([new("a", "{}", "[]"), new Workflow("b", "{}", "[1]")], await Store.ReadAsync(Token));
    }

    [Fact]
    public async Task A_name_that_another_one_has_is_not_given()
    {
        await Store.WriteAsync(new Workflow("a", "{}", "[]"), Token);
        await Store.WriteAsync(new Workflow("b", "{}", "[]"), Token);

        Assert.False(await Store.RenameAsync("a", "b", Token));
        Assert.False(await Store.RenameAsync("none", "c", Token));
        Assert.True(await Store.RenameAsync("a", "a", Token));
        Assert.True(await Store.RenameAsync("a", "c", Token));

        Assert.Equal(["b", "c"], (await Store.ReadAsync(Token)).Select(one => one.Name));
    }

    [Fact]
    public async Task Only_what_exists_is_deleted()
    {
        await Store.WriteAsync(new Workflow("a", "{}", "[]"), Token);

        Assert.False(await Store.DeleteAsync("A", Token));
        Assert.True(await Store.DeleteAsync("a", Token));
        Assert.False(await Store.DeleteAsync("a", Token));

        Assert.Empty(await Store.ReadAsync(Token));
    }

    [Fact]
    public async Task Their_number_is_limited_also_for_writes_at_the_same_time()
    {
        var stored = await Task.WhenAll(Enumerable.Range(0, Workflow.MaxCount + 5).Select(number => Store.WriteAsync(new Workflow($"{number:00}", "{}", "[]"), Token)));

        Assert.Equal(Workflow.MaxCount, stored.Count(one => one));
        var all = await Store.ReadAsync(Token);
        Assert.Equal(Workflow.MaxCount, all.Length);
        Assert.True(await Store.WriteAsync(all[0] with { Inputs = "[1]" }, Token));
    }

    [Fact]
    public async Task Every_change_raises_a_signal_and_nothing_else_does()
    {
        using var subscription = Signals.Subscribe(IJobSignals.Settings);

        await Store.WriteAsync(new Workflow("a", "{}", "[]"), Token);
        Assert.True(await subscription.WaitAsync(TimeSpan.Zero, Token));
        await Store.RenameAsync("a", "b", Token);
        Assert.True(await subscription.WaitAsync(TimeSpan.Zero, Token));
        await Store.DeleteAsync("b", Token);
        Assert.True(await subscription.WaitAsync(TimeSpan.Zero, Token));
        await Store.DeleteAsync("b", Token);
        Assert.False(await subscription.WaitAsync(TimeSpan.Zero, Token));
    }
}
