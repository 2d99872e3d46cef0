using Darkroom.Providers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Settings.Api;

/// <summary><c>POST /api/providers/{id}/test</c>: tests whether a provider can be used, without paying for an image.</summary>
internal static class TestProvider
{
    public static async Task<Results<Ok<ProviderTestView>, ProblemHttpResult>> HandleAsync(
        string id, ProviderCatalog providers, ProviderHealth health, CancellationToken cancellationToken) =>
        await RunAsync(id, providers, health, cancellationToken) is { } view
            ? TypedResults.Ok(view)
            : Problems.NotFound($"There is no provider '{id}'.");

    /// <summary>Tests a provider and records its health.</summary>
    /// <returns>Null if there is no such provider.</returns>
    public static async Task<ProviderTestView?> RunAsync(
        string id, ProviderCatalog providers, ProviderHealth health, CancellationToken cancellationToken)
    {
        if (providers.Find(id) is not { } provider)
        {
            return null;
        }

        var test = await provider.TestAsync(cancellationToken);
        switch (test)
        {
            case ProviderTest.Passed:
                health.Succeeded(id);
                break;
            case ProviderTest.Failed(var failure) when provider.Setup.Configured:
                health.Failed(id, failure);
                break;
        }

        return ProviderTestView.From(id, test);
    }
}

/// <summary>The result of a provider's test.</summary>
/// <param name="Result"><c>passed</c>, <c>failed</c>, or <c>unsure</c> if it can be reached but only an image would prove that it works.</param>
/// <param name="Message">What was tested, or what is wrong.</param>
/// <param name="Code">The taxonomy name of a failure.</param>
/// <param name="Advice">What to do about a failure.</param>
public sealed record ProviderTestView(string Provider, string Result, string Message, FailureCode? Code, string? Advice)
{
    internal static ProviderTestView From(string provider, ProviderTest test) => test switch
    {
        ProviderTest.Failed(var failure) => new(provider, "failed", test.Message, failure.Code, FailureAdvice.ForReader(failure.Code)),
        ProviderTest.Inconclusive => new(provider, "unsure", test.Message, null, null),
        _ => new(provider, "passed", test.Message, null, null),
    };
}
