using Darkroom.Generations;

namespace Darkroom.Tests.Contracts;

/// <summary>The promises of every store of responses.</summary>
public abstract class ApiResponsesContract
{
    protected abstract IApiResponses Store { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_response_is_found_until_it_is_deleted_and_never_replaced()
    {
        await Store.AddAsync("one", """{"model":"a"}""", Token);
        await Store.AddAsync("one", """{"model":"b"}""", Token);

        Assert.Equal("""{"model":"a"}""", await Store.FindAsync("one", Token));
        Assert.Null(await Store.FindAsync("two", Token));
        Assert.True(await Store.DeleteAsync("one", Token));
        Assert.False(await Store.DeleteAsync("one", Token));
        Assert.Null(await Store.FindAsync("one", Token));
    }
}
