namespace Darkroom.Keys;

/// <summary>Who asks for something: the owner in person, or a program with one of the owner's API keys.</summary>
/// <param name="Key">The API key; null for the owner.</param>
public sealed record Caller(ApiKey? Key)
{
    /// <summary>The owner, whom no limit of a key concerns.</summary>
    public static Caller Owner { get; } = new((ApiKey?)null);

    /// <summary>Returns whether no limit of a key keeps the caller from a model. If the model is unknown, one of the provider's is enough.</summary>
    public bool MayUse(string provider, string? model) => Key is null || Key.Limits.Allows(provider, model);

    /// <summary>Returns an idempotency key that no other caller can use. Keys that the server makes mean the same for every caller.</summary>
    /// <remarks>No client can send a key with a line break, and <see cref="IdempotencyKey.Of"/> adds no empty line.</remarks>
    public IdempotencyKey? Own(IdempotencyKey? idempotency) =>
        Key is null || idempotency is null or { FromServer: true } ? idempotency : idempotency with { Key = $"{Key.Id}\n\n{idempotency.Key}" };
}

/// <summary>Names the caller of the request that is being handled; the owner if there is none.</summary>
public interface ICurrentCaller
{
    Caller Caller { get; }
}
