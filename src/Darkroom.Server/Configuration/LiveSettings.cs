using System.Text;
using Darkroom.Settings;

namespace Darkroom.Server.Configuration;

/// <summary>
/// The settings in effect, which change while the server runs. What was made in the browser counts only if the environment does not set it. Stored
/// values that are not valid any more, or cannot be decrypted, count as not set.
/// </summary>
internal sealed partial class LiveSettings(
    ServerSettings fromEnvironment, SettingSources environment, ISettingStore store, IWorkflowStore workflowStore, SecretProtection secrets, ILogger<LiveSettings> log)
    : IDisposable
{
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly Lock _applying = new();
    private readonly List<Action<ServerSettings>> _followers = [];
    private SettingsSnapshot _snapshot = new(fromEnvironment, ImmutableSortedDictionary<string, SavedSetting>.Empty);

    public SettingsSnapshot Snapshot => Volatile.Read(ref _snapshot);

    /// <summary>The settings in effect.</summary>
    public ServerSettings Current => Snapshot.Settings;

    public SettingSources Environment => environment;

    /// <summary>The folder of the keys that stored secrets are encrypted with.</summary>
    public string KeyFolder => secrets.Folder;

    /// <summary>Calls an action now and after every change. Calls do not overlap.</summary>
    public void Follow(Action<ServerSettings> apply)
    {
        lock (_applying)
        {
            apply(Current);
            _followers.Add(apply);
        }
    }

    /// <summary>Reads the store and applies what has changed.</summary>
    /// <exception cref="Storage.StorageException">The store cannot be read.</exception>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await ReadAsync(cancellationToken);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Stores settings and applies them, unless one of them is not valid.</summary>
    /// <param name="changes">The new values by the names of settings; null to remove one.</param>
    /// <returns>What is wrong, by name; nothing was stored then.</returns>
    /// <exception cref="Storage.StorageException">The store cannot be read or written.</exception>
    public async Task<ImmutableArray<ValidationError>> ChangeAsync(IReadOnlyDictionary<string, string?> changes, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await ReadAsync(cancellationToken);
            var (_, errors) = Try(changes);
            if (!errors.IsEmpty)
            {
                return errors;
            }

            await store.WriteAsync(
                [.. changes.Where(one => one.Value is not null).Select(one => ValueOf(EditableSetting.Find(one.Key)!, one.Value!.Trim()))],
                [.. changes.Where(one => one.Value is null).Select(one => EditableSetting.Find(one.Key)!.Name)],
                cancellationToken);

            // The change is stored: a client that disconnects now must not prevent that it is applied.
            await ReadAsync(CancellationToken.None);
            return [];
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Returns the settings that changes would result in, without storing them.</summary>
    /// <inheritdoc cref="ChangeAsync" path="/param"/>
    /// <returns>The settings, and what is wrong with the changes.</returns>
    public (ServerSettings Settings, ImmutableArray<ValidationError> Errors) Try(IReadOnlyDictionary<string, string?> changes)
    {
        var before = Snapshot;
        var errors = SettingChanges.Check(changes, environment).ToList();
        if (errors.Count > 0)
        {
            return (before.Settings, [.. errors]);
        }

        var values = before.Stored.ToDictionary(one => one.Key, one => one.Value.Value, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in changes)
        {
            values[name] = value?.Trim();
        }

        var (settings, problems) = environment.ReadWith(values);
        errors.AddRange(problems.Where(problem => changes.ContainsKey(problem.Key)).Select(problem => new ValidationError(problem.Key, problem.Sentence)));
        errors.AddRange(SettingChanges.CheckKeys(changes, before, settings, environment));
        return (settings, [.. errors]);
    }

    public void Dispose() => _changing.Dispose();

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var stored = (await store.ReadAsync(cancellationToken)).Where(one => EditableSetting.Find(one.Name) is not null).ToImmutableSortedDictionary(
            one => one.Name, Read, StringComparer.OrdinalIgnoreCase);
        var workflows = await workflowStore.ReadAsync(cancellationToken);
        if (stored.SequenceEqual(Snapshot.Stored) && workflows.SequenceEqual(Current.Workflows))
        {
            return;
        }

        var values = stored.ToDictionary(one => one.Key, one => one.Value.Value, StringComparer.OrdinalIgnoreCase);
        var (settings, problems) = environment.ReadWith(values);
        settings = settings with { Workflows = workflows };
        foreach (var problem in problems.Where(problem => values.ContainsKey(problem.Key)))
        {
            LogIgnored(problem.Key, problem.Reason);
        }

        foreach (var (name, _) in stored.Where(one => one.Value.Value is null))
        {
            LogUnreadable(name, secrets.Folder);
        }

        lock (_applying)
        {
            Volatile.Write(ref _snapshot, new SettingsSnapshot(settings, stored));
            _followers.ForEach(apply => apply(settings));
        }
    }

    private SavedSetting Read(StoredSetting setting) => new(
        setting.Hint is null ? Encoding.UTF8.GetString(setting.Value.AsSpan()) : secrets.Unprotect(setting.Name, setting.Value),
        setting.Hint,
        setting.ChangedAt);

    private SettingValue ValueOf(EditableSetting setting, string value) => setting.IsSecret
        ? new(setting.Name, secrets.Protect(setting.Name, value), SettingChanges.HintOf(value))
        : new(setting.Name, [.. Encoding.UTF8.GetBytes(value)], null);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stored setting {Name} is ignored: {Reason}")]
    private partial void LogIgnored(string name, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The stored setting {Name} can no longer be read: the key ring in {Folder} is missing or was made with another DARKROOM_SECRET. Enter it again on the settings page")]
    private partial void LogUnreadable(string name, string folder);
}
