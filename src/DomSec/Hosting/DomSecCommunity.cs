using DomSec.Classification;
using DomSec.Confidentiality;
using DomSec.Decisions;
using DomSec.Layers;
using DomSec.Providers;
using DomSec.Signing;
using DomSec.Trust;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DomSec.Hosting;

/// <summary>
/// The three doors over one community: the way in for who does not use dependency injection. Safe for concurrent use; keep it for the
/// life of the process, it caches certificates, keys and validated paths.
/// </summary>
public sealed class DomSecCommunity : IDisposable
{
    private readonly IDisposable? _owned;
    private readonly Func<DecisionPolicy> _decisions;
    private readonly ExpiryWatch? _expiry;

    private DomSecCommunity(
        ICertificateDirectory directory, IMembership membership, IKeyStore keys, ITrustStore trust, DomSecCommunityOptions options, IDisposable? owned)
    {
        ILogger logger = (ILogger?)options.LoggerFactory?.CreateLogger("DomSec") ?? NullLogger.Instance;
        ISpool spool = options.Spool ?? new SystemSpool(options.Options.Limits.MaxBufferedBytes);
        IPeerCapabilities peers = options.PeerCapabilities ?? new MemoryPeerCapabilities();
        CertificateValidator validator = options.Validator ?? new CertificateValidator();
        var walker = new MessageWalker(keys, options.Options);
        LabelPolicy = options.LabelPolicy ?? directory as ISecurityLabelPolicy;
        IPeerProfiles? configured = options.PeerProfiles ?? directory as IPeerProfiles;
        var agreements = new PeerAgreements(configured);
        ICertificateDirectory signers = options.FurtherDirectories.Count == 0 ? directory : new CertificateSources([directory, .. options.FurtherDirectories]);
        var judge = new MessageJudge(signers, trust, validator, peers, agreements, keys, options.Options, options.TimeProvider, LabelPolicy, options.RevocationSources);
        var classifier = new DomainSecurityClassifier(walker, judge, spool, options.Options);
        var locator = new AuthorityLocator([directory, new LearnedCertificates(peers), .. options.FurtherDirectories], trust, validator, agreements, options.Options, () => new RevocationInquiry(options.RevocationSources, options.Options, options.TimeProvider));
        var profiles = new PeerProfileSelector(configured, peers, options.Options);
        Classifier = new ObservedClassifier(classifier, logger);
        var encryptor = new DomainEncryptor(keys, walker, judge, locator, profiles, spool, options.Options, options.TimeProvider);
        Signer = new ObservedSigner(new DomainSigner(keys, walker, judge, encryptor, agreements, spool, options.Options, options.TimeProvider, new OwnCertificates(validator, trust, options.Options), LabelPolicy), logger);
        var budget = new FailureBudget(options.Options.MaxDecryptionFailures, options.Options.DecryptionFailureWindow, options.TimeProvider);
        Encryptor = new ObservedEncryptor(new GuardedEncryptor(encryptor, keys, budget), logger);
        Membership = membership;
        _decisions = options.Decisions is { } decisions ? () => decisions : directory is FolderCommunity folder ? () => folder.Decisions : () => DecisionPolicy.Default;
        _owned = owned;
        _expiry = directory is IExpirySource expiring ? new ExpiryWatch(expiring, options.ExpiryThresholds, options.ExpiryObserver, options.TimeProvider, logger) : null;
    }

    /// <summary>Signs for own domains.</summary>
    public IDomainSigner Signer { get; }

    /// <summary>Encrypts to other domains and decrypts for own ones.</summary>
    public IDomainEncryptor Encryptor { get; }

    /// <summary>Classifies what arrives.</summary>
    public IDomainSecurityClassifier Classifier { get; }

    /// <summary>Who belongs to the community.</summary>
    public IMembership Membership { get; }

    /// <summary>What to do with a message under what was found, as it is configured now. Ask for it for each message: the folder's file may change.</summary>
    public DecisionPolicy Decisions => _decisions();

    /// <summary>Judges security labels, or null: they are only reported.</summary>
    public ISecurityLabelPolicy? LabelPolicy { get; }

    /// <summary>Opens a community folder (its form is in the README). Changes in the folder are picked up.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <returns>The community; dispose it to stop watching the folder.</returns>
    /// <exception cref="ArgumentException"><paramref name="folder"/> is null, empty or blank.</exception>
    /// <exception cref="DomSecException">The folder or its community.json cannot be read; the message says what to do.</exception>
    public static DomSecCommunity Open(string folder, DomSecCommunityOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        options ??= new DomSecCommunityOptions();
        var community = new FolderCommunity(folder, new FolderCommunityOptions { Password = options.Password, Watch = options.Watch, TimeProvider = options.TimeProvider });
        return new DomSecCommunity(community, community, community, community, options, community);
    }

    /// <summary>Builds the doors over providers of your own; they stay yours to dispose.</summary>
    /// <param name="directory">Finds certificates.</param>
    /// <param name="membership">Knows the members.</param>
    /// <param name="keys">Holds the own domains' keys.</param>
    /// <param name="trust">Holds the anchors.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <returns>The community.</returns>
    /// <exception cref="ArgumentNullException">A provider is null.</exception>
    public static DomSecCommunity Create(
        ICertificateDirectory directory, IMembership membership, IKeyStore keys, ITrustStore trust, DomSecCommunityOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(membership);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(trust);
        return new DomSecCommunity(directory, membership, keys, trust, options ?? new DomSecCommunityOptions(), owned: null);
    }

    /// <summary>Stops watching the folder and releases its keys.</summary>
    public void Dispose()
    {
        _expiry?.Dispose();
        _owned?.Dispose();
    }
}
