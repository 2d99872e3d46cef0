using Darkroom.Generations;

namespace Darkroom.Sharing;

/// <summary>Creates and checks share links.</summary>
public sealed class ShareLinks(IShareStore store, TimeProvider time)
{
    /// <summary>Creates a link.</summary>
    /// <param name="expiresAt">At most a year from now; null for two weeks from now.</param>
    /// <returns>The link and its token, which cannot be read again. The link is null if there is a problem, or nothing to share.</returns>
    public async Task<(ShareLink? Link, string Token, ValidationError? Problem)> CreateAsync(
        ShareTarget target, DateTimeOffset? expiresAt, bool parameters, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (until, problem) = SecretLink.Expiry(expiresAt, now);
        if (problem is not null)
        {
            return (null, "", problem);
        }

        var id = Ids.New(time);
        var (token, hash) = SecretLink.Create(id);
        var link = new ShareLink(id, target, parameters, hash, now, until);
        return await store.AddAsync(link, cancellationToken) ? (link, token, null) : (null, "", null);
    }

    /// <inheritdoc cref="SecretLink.FindAsync"/>
    public Task<LinkOutcome<ShareLink>> FindAsync(string token, CancellationToken cancellationToken) =>
        SecretLink.FindAsync(token, store.FindAsync, time.GetUtcNow(), cancellationToken);

    public bool IsActive(ShareLink link) => SecretLink.IsActive(link, time.GetUtcNow());
}
