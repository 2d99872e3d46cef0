using Darkroom.Audit;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Export;
using Darkroom.Campaigns.Import;
using Darkroom.Campaigns.Layout;
using Darkroom.Campaigns.Matrix;
using Darkroom.Campaigns.Review;
using Darkroom.Copies;
using Darkroom.Costs;
using Darkroom.Gallery;
using Darkroom.Imaging;
using Darkroom.Imports;
using Darkroom.Prompts;
using Darkroom.Providers;
using Darkroom.Providers.Http;
using Darkroom.Providers.TextGeneration;
using Darkroom.Server.Campaigns.Pages;
using Darkroom.Server.Gallery;
using Darkroom.Server.Imports;
using Darkroom.Server.Settings;
using Darkroom.Server.Webhooks;
using Darkroom.Settings;
using Darkroom.Sharing;
using Darkroom.Sqlite;
using Darkroom.Storage;
using Darkroom.Texts;
using Darkroom.Webhooks;

namespace Darkroom.Server.Configuration;

/// <summary>The composition root: registers the services.</summary>
internal static class Registrations
{
    /// <summary>How long changes of images can be undone.</summary>
    private static readonly TimeSpan KeepChanges = TimeSpan.FromDays(7);

    /// <summary>How long a generation whose client is gone is kept for a repeated request: its work can take long, and it counts for a while after its end.</summary>
    private static readonly TimeSpan KeepLostAnswers = TimeSpan.FromDays(1);

    /// <summary>How long entries stay in the audit log.</summary>
    private static readonly TimeSpan KeepAudit = TimeSpan.FromDays(400);

    /// <summary>How long deliveries stay in the log.</summary>
    private static readonly TimeSpan KeepDeliveries = TimeSpan.FromDays(30);

    /// <summary>Begins to open the data folder on another thread, while the host is built. <see cref="FinishOpeningAsync"/> waits for it.</summary>
    public static void AddStorage(this IServiceCollection services, ServerSettings settings, TimeProvider time)
    {
        var opening = new StorageOpening(progress => OpenStorage(settings, time, progress));
        services.AddSingleton(opening);

        // Through a factory, so that the container closes it.
        services.AddSingleton(_ => opening.Storage.GetAwaiter().GetResult());
        services.AddSingleton<IStorageStatus>(provider => provider.GetRequiredService<SqliteStorage>());
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Generations);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Queue);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Events);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Signals);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Responses);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().LostAnswers);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Gallery);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Library);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Collections);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Prompts);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Presets);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Bulk);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Trash);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Downloads);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Imports);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Hashes);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Shares);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Charges);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Campaigns);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Reviews);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Sessions);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().ApiKeys);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Audit);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Settings);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Workflows);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Webhooks);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().WebhookQueue);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Blobs);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStorage>().Previews);
    }

    /// <summary>Begins to load libvips on another thread, while the host is built. <see cref="FinishOpeningAsync"/> waits for it.</summary>
    public static void AddImaging(this IServiceCollection services, ServerSettings settings)
    {
        _ = Task.Run(Vips.Start);
        services.AddSingleton(settings.ImageLimits);
        services.AddSingleton(new ImagePipeline(new ImagingOptions()));
    }

    /// <summary>Adds the settings that change while the server runs. <see cref="FinishOpeningAsync"/> reads those that are stored.</summary>
    public static void AddLiveSettings(this IServiceCollection services, ServerSettings settings, IConfiguration configuration, EnvironmentFiles files)
    {
        services.AddSingleton(new SettingSources(configuration, files));
        services.AddSingleton(new SecretProtection(new KeyRing(Path.Combine(settings.DataFolder, DataFolder.KeysName), settings.Secret)));
        services.AddSingleton<ISealedText>(provider => provider.GetRequiredService<SecretProtection>());
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<LiveSettings>(provider, settings));
        services.AddTransient(provider => provider.GetRequiredService<LiveSettings>().Current.Studio);
        services.AddTransient(provider => provider.GetRequiredService<LiveSettings>().Current.Costs);
        services.AddSingleton<StorageMeter>();
        services.AddHostedService<SettingsHost>();
    }

    public static void AddProviders(this IServiceCollection services, ServerSettings settings)
    {
        services.AddSingleton<ProviderHealth>();
        services.AddSingleton<ModelLists>();
        services.AddSingleton<OptionLists>();
        services.AddSingleton(provider => new ProviderParts(
            ProviderHttp.CreateClient(),
            provider.GetRequiredService<ImagePipeline>(),
            provider.GetRequiredService<ILoggerFactory>(),
            provider.GetRequiredService<TimeProvider>())
        {
            PublicHttp = ProviderHttp.CreatePublicClient(),
            Budget = new ImageBudget(
                settings.Jobs.ImagesInMemory, settings.Jobs.ImageMegabytesInMemory * 1024L * 1024, provider.GetRequiredService<TimeProvider>()),
        });
        services.AddSingleton<ITextGenerator>(provider => new ChatCompletions(
            () => provider.GetRequiredService<LiveSettings>().Current is var settings ? (settings.Text, settings.Providers["openai"]) : default,
            provider.GetRequiredService<ProviderParts>()));
        services.AddSingleton<ProviderFactory>();
        services.AddSingleton(CreateCatalog);
    }

    /// <summary>Creates the providers, and replaces them when settings change. Their limits may then leave room for more work.</summary>
    private static ProviderCatalog CreateCatalog(IServiceProvider services)
    {
        var (factory, signals) = (services.GetRequiredService<ProviderFactory>(), services.GetRequiredService<IJobSignals>());
        var health = services.GetRequiredService<ProviderHealth>();
        ProviderCatalog? catalog = null;
        services.GetRequiredService<LiveSettings>().Follow(settings =>
        {
            if (catalog is null)
            {
                catalog = new ProviderCatalog(factory.All(settings), settings.Generation.DefaultProvider);
                return;
            }

            var before = catalog.All;
            catalog.Replace(factory.All(settings), settings.Generation.DefaultProvider);
            foreach (var changed in catalog.All.Except(before))
            {
                health.Forget(changed.Id);
            }

            signals.Raise(IJobSignals.Work);
        });
        return catalog!;
    }

    public static void AddCosts(this IServiceCollection services)
    {
        services.AddSingleton(provider => PriceTable.Load(
            id => provider.GetRequiredService<LiveSettings>().Current.Providers.GetValueOrDefault(id)?.PricePerImage));
        services.AddSingleton<Func<CostOptions>>(provider => () => provider.GetRequiredService<LiveSettings>().Current.Costs);
        services.AddSingleton<Budget>();
        services.AddSingleton<TextCosts>();
        services.AddSingleton<PromptImprover>();
    }

    public static void AddGeneration(this IServiceCollection services, ServerSettings settings)
    {
        services.AddSingleton(settings.Jobs);
        services.AddSingleton<PartialImages>();
        services.AddSingleton<OriginalImages>();
        services.AddSingleton<FinalImages>();
        services.AddSingleton<InputImages>();
        services.AddSingleton<ImageRun>();
        services.AddSingleton<SlotRun>();
        services.AddSingleton<GenerationService>();
        services.AddSingleton<PromptRuns>();
        services.AddSingleton<Derivative>();
        services.AddSingleton<ImageDownloads>();
        services.AddSingleton<ImageDevelopment>();
        services.AddSingleton<SimilarImages>();
        services.AddSingleton<HashBackfill>();
        services.AddSingleton<ShareLinks>();
        services.AddSingleton(provider => new ImageFiles(provider.GetRequiredService<IGallery>().FindFileAsync, provider.GetRequiredService<IJobSignals>()));
        services.AddSingleton<BlobSweep>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<TrashSweep>(
            provider, () => TimeSpan.FromDays(provider.GetRequiredService<LiveSettings>().Current.Gallery.TrashDays)));
        services.AddSingleton(provider => new FallbackChain(
            provider.GetRequiredService<ProviderCatalog>(), settings.Generation.FallbackChain, provider.GetRequiredService<ILogger<FallbackChain>>()));
        services.AddSingleton(provider => provider.GetRequiredService<FallbackChain>().Around(provider.GetRequiredService<SlotRun>().RunAsync));
        services.AddSingleton(provider => LimitsOf(provider.GetRequiredService<ProviderCatalog>()));
        services.AddSingleton<JobRunner>();
        services.AddSingleton<RunQueue>();
        services.AddSingleton(provider => new Lazy<JobRunner>(provider.GetRequiredService<JobRunner>));
        services.AddSingleton(provider => new Lazy<ProviderCatalog>(provider.GetRequiredService<ProviderCatalog>));
        services.AddSingleton<JobHost>();
        services.AddHostedService(provider => provider.GetRequiredService<JobHost>());
        services.AddHostedService<BulkHost>();
        services.AddHostedService<HashHost>();
        services.AddHostedService<KeptVersionHost>();

        // Time for the drain, and to close what is open.
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(settings.Jobs.DrainSeconds + 15));
    }

    /// <summary>Returns the limits of the providers at the time when they are enumerated.</summary>
    private static IEnumerable<QueueLimits> LimitsOf(ProviderCatalog providers)
    {
        foreach (var one in providers.All)
        {
            yield return new QueueLimits(one.Id, one.Limits.MaxConcurrency, one.Limits.ImagesPerMinute);
        }
    }

    public static void AddImports(this IServiceCollection services, ServerSettings settings)
    {
        services.AddSingleton(provider => new ImageImporter(
            provider.GetRequiredService<IImportStore>(),
            provider.GetRequiredService<OriginalImages>(),
            settings.ImageLimits,
            settings.Gallery.Zone ?? provider.GetRequiredService<TimeProvider>().LocalTimeZone,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ImageCopies>();
        services.AddSingleton<UploadImport>();
        services.AddSingleton<FolderImport>();
        services.AddSingleton(provider => new ImportFolders(settings.Gallery.ImportFolders, provider.GetRequiredService<IStorageStatus>().Location));
        services.AddSingleton<ImportGate>();
        services.AddSingleton<ImportRequests>();
    }

    public static void AddWebhooks(this IServiceCollection services, ServerSettings settings)
    {
        services.AddSingleton(new NetworkGuard(settings.WebhookNetworks));
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<WebhookSender>(provider, provider.GetRequiredService<NetworkGuard>().CreateClient()));
        services.AddSingleton<WebhookDeliveries>();
        services.AddSingleton<EndpointChanges>();
        services.AddHostedService<WebhookHost>();
    }

    /// <summary>Adds what is deleted every hour.</summary>
    public static void AddSweeps(this IServiceCollection services)
    {
        services.AddHostedService<SweepHost>();
        Add<TrashSweep>("images that have been in the trash for long", (trash, _, token) => trash.RunAsync(token));
        Add<BlobSweep>("unreferenced originals", (blobs, _, token) => blobs.RunAsync(token));
        Add<ICampaignStore>("unused layout warnings", (campaigns, _, token) => campaigns.DeleteUnusedWarningsAsync(token));
        AddOld<ICampaignStore>(
            "campaigns that have been in the trash for long",
            settings => TimeSpan.FromDays(settings.Gallery.TrashDays),
            (campaigns, before, token) => campaigns.PurgeAsync(before, token));
        Add<IPreviewStore>("derivatives beyond their limit", (previews, settings, token) => previews.TrimAsync(settings.Gallery.CacheBytes, token));
        AddOld<IBulkJobs>("changes of images that can no longer be undone", _ => KeepChanges, (changes, before, token) => changes.DeleteEndedAsync(before, token));
        AddOld<ILostAnswers>("answers that no client asked for again", _ => KeepLostAnswers, (lost, before, token) => lost.DeleteOldAsync(before, token));
        AddOld<IWebhookStore>("old deliveries of webhooks", _ => KeepDeliveries, (webhooks, before, token) => webhooks.DeleteOldAsync(before, token));
        AddOld<IAuditLog>("old entries of the audit log", _ => KeepAudit, (audit, before, token) => audit.DeleteOldAsync(before, token));
        AddOld<IEventLog>(
            "old events",
            settings => settings.Jobs.KeepEventsDays is > 0 and var days ? TimeSpan.FromDays(days) : null,
            (events, before, token) => events.DeleteOldAsync(before, token));

        void Add<T>(string what, Func<T, ServerSettings, CancellationToken, Task> run)
            where T : notnull =>
            services.AddSingleton(provider => new Sweep(
                what, token => run(provider.GetRequiredService<T>(), provider.GetRequiredService<LiveSettings>().Current, token)));

        void AddOld<T>(string what, Func<ServerSettings, TimeSpan?> age, Func<T, DateTimeOffset, CancellationToken, Task> run)
            where T : notnull =>
            services.AddSingleton(provider => new Sweep(what, token => age(provider.GetRequiredService<LiveSettings>().Current) is { } old
                ? run(provider.GetRequiredService<T>(), provider.GetRequiredService<TimeProvider>().GetUtcNow() - old, token)
                : Task.CompletedTask));
    }

    /// <summary>
    /// Waits until the data folder is open, which includes the upgrade of a large library, and libvips is loaded, and logs the warnings of a
    /// start that succeeds.
    /// </summary>
    /// <exception cref="StartupException">The data folder or the database cannot be used, or libvips is missing or too old.</exception>
    public static async Task FinishOpeningAsync(
        this WebApplication app, EnvironmentFiles files, ServerSettings settings, CancellationToken cancellationToken)
    {
        await UpgradeHost.WaitAsync(app, app.Services.GetRequiredService<StorageOpening>(), settings.Http.PathBase, cancellationToken);
        var storage = app.Services.GetRequiredService<SqliteStorage>();
        if (Vips.Start() is VipsStatus.Unusable(var message))
        {
            throw new StartupException(message);
        }

        foreach (var warning in files.Warnings.Concat(storage.Warnings))
        {
            app.Logger.LogStartWarning(warning);
        }

        await app.Services.GetRequiredService<LiveSettings>().ReloadAsync(cancellationToken);
        if (!settings.Generation.FallbackChain.IsEmpty)
        {
            // It logs which of its providers are not configured.
            app.Services.GetRequiredService<FallbackChain>();
        }
    }

    public static void AddCampaigns(this IServiceCollection services)
    {
        services.AddSingleton<BaseImages>();
        services.AddSingleton<CampaignBriefs>();
        services.AddSingleton<CampaignFiles>();
        services.AddSingleton<CampaignReviews>();
        services.AddSingleton<CreativeReviews>();
        services.AddSingleton<ReviewSummary>();
        services.AddSingleton<BrandFonts>();
        services.AddSingleton<CreativeSpecs>();
        services.AddSingleton<CreativeRenderer>();
        services.AddSingleton<CreativePreviews>();
        services.AddSingleton<ICreativeWriter, CreativeWriter>();
        services.AddSingleton<ContactSheets>();
        services.AddSingleton<CampaignPackages>();
        services.AddSingleton<CampaignSheets>();
        services.AddSingleton<LookPreviews>();
        services.AddSingleton<CopyDrafts>();
        services.AddSingleton<CopyTranslations>();
        services.AddSingleton<CampaignBoards>();
        services.AddSingleton<CampaignForms>();
    }

    private static SqliteStorage OpenStorage(ServerSettings settings, TimeProvider time, IProgress<UpgradeProgress> upgrade)
    {
        try
        {
            return SqliteStorage.Open(settings.DataFolder, time, settings.Gallery.Zone, upgrade);
        }
        catch (Exception unusable) when (unusable is IOException or InvalidDataException or DllNotFoundException)
        {
            throw new StartupException(unusable.Message, ofStorage: unusable is not DllNotFoundException);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new StartupException($"The data folder {settings.DataFolder} cannot be used: {refused.Message} Give this user read and write access to all of it.", ofStorage: true);
        }
    }
}
