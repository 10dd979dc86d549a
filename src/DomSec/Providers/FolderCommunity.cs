using System.Collections.Immutable;

namespace DomSec.Providers;

/// <summary>
/// A community kept in a folder of plain files, as an administrator builds it with OpenSSL alone: directory, membership, keys and trust
/// in one object.
/// </summary>
/// <remarks>
/// <code>
/// community.json            optional: aliases, profiles and agreements of members
/// anchors/                  trust anchors: *.pem *.crt *.cer *.der, PEM or DER whatever the name, any number per file
/// crls/                     revocation lists: *.crl *.pem *.der; with the first one revocation is practised
/// members/DOMAIN/           members' certificates; the role is read from the certificate, one of no role is a recipient's by its addresses
/// identities/DOMAIN/        our own, authorities and users: certificate and key in one PEM or PKCS#12 file, or the key beside it as NAME.key
/// </code>
/// <para>A file that cannot be used is listed in <see cref="Problems"/> and never disables the rest. Changes are picked up by look-ups;
/// each look-up sees one state whole. Files still being written are left to settle for half a second. When the folder as a whole can
/// no longer be read, the last state stays in force and a problem says so.</para>
/// <para>Safe for concurrent use. Keys that a change took away are not disposed, since somebody may be using them. Nothing is judged
/// here: validity, naming and trust are decided where a certificate is used.</para>
/// </remarks>
public sealed class FolderCommunity : ICertificateDirectory, IMembership, IKeyStore, ITrustStore, IPeerProfiles, IExpirySource, ISecurityLabelPolicy, IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PollIntervalAfterEvent = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SettlingTime = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly FolderCommunityOptions _options;
    private readonly FileSystemWatcher? _watcher;
    private volatile State _state;
    private volatile bool _changed;
    private volatile bool _disposed;
    private long _checked;

    /// <summary>Reads a community folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="options">How it is read, or null for the defaults.</param>
    /// <exception cref="DomSecException">The folder is missing or cannot be listed, or its <c>community.json</c> is malformed.</exception>
    public FolderCommunity(string path, FolderCommunityOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Folder = Path.GetFullPath(path);
        _options = options ?? new FolderCommunityOptions();
        _watcher = _options.Watch ? Watch() : null; // before reading, so that no change falls between
        try
        {
            _checked = _options.TimeProvider.GetTimestamp();
            FolderListing listing = FolderListing.Read(Folder);
            _state = new State(FolderLoader.Load(listing, _options.Password, LoadedFolder.Empty), listing.Stamp, Fault: null);
        }
        catch
        {
            _watcher?.Dispose();
            throw;
        }
    }

    /// <summary>The full path of the folder.</summary>
    public string Folder { get; }

    /// <summary>What could not be used, at this moment.</summary>
    public IReadOnlyList<FolderProblem> Problems
    {
        get
        {
            State state = Now();
            return state.Fault is null ? state.Folder.Problems : [state.Fault, .. state.Folder.Problems];
        }
    }

    /// <summary>The members: the domains with a folder in <c>members/</c> or <c>identities/</c>, and those that <c>community.json</c> names. In alphabetical order, without aliases.</summary>
    public IReadOnlyList<MailDomain> Members => Now().Folder.Snapshot.Members;

    /// <summary>The members with at least one usable private key in <c>identities/</c>.</summary>
    public IReadOnlyList<MailDomain> OwnDomains => Now().Folder.Snapshot.OwnDomains;

    /// <summary>The domains that <c>community.json</c> calls aliases, each with its member. They are looked up as that member.</summary>
    public IReadOnlyDictionary<MailDomain, MailDomain> Aliases => Now().Folder.Snapshot.Aliases;

    /// <summary>The security policies that <c>community.json</c> names under <c>labels</c>; empty when labels are not judged.</summary>
    public SecurityLabelTable Labels => Now().Folder.Snapshot.Labels;

    /// <summary>What to do with a message under what was found: what <c>community.json</c> says under <c>decisions</c>, or the defaults.</summary>
    public Decisions.DecisionPolicy Decisions => Now().Folder.Snapshot.Decisions;

    /// <inheritdoc/>
    bool ISecurityLabelPolicy.IsInForce => Labels.IsInForce;

    /// <inheritdoc/>
    public TrustMaterial Current => Now().Folder.Snapshot.Trust;

    /// <summary>The folder as read, with what reports on it need.</summary>
    internal LoadedFolder Loaded => Now().Folder;

    /// <summary>What a member understands, as <c>community.json</c> says.</summary>
    /// <param name="domain">The member, or an alias of it.</param>
    /// <returns>The profile, or null when nothing is said.</returns>
    public AlgorithmProfile? ProfileOf(MailDomain domain) => Now().Folder.Snapshot.ProfileOf(domain);

    /// <summary>What was agreed with a member, as <c>community.json</c> says.</summary>
    /// <param name="domain">The member, or an alias of it.</param>
    /// <returns>The agreement, or null when nothing is said.</returns>
    public PeerAgreement? AgreementOf(MailDomain domain) => Now().Folder.Snapshot.AgreementOf(domain);

    /// <inheritdoc/>
    public IReadOnlyList<ExpiryForecast> Forecast(DateTimeOffset now) => CommunityForecast.Of(Now().Folder.Snapshot, now);

    /// <inheritdoc/>
    public ValueTask<CertificateLookup> FindAsync(MailDomain domain, DomainRole role, CancellationToken ct = default) =>
        ct.IsCancellationRequested ? ValueTask.FromCanceled<CertificateLookup>(ct) : ValueTask.FromResult(Now().Folder.Snapshot.Find(domain, role, Folder));

    /// <inheritdoc/>
    public ValueTask<LookupState> IsMemberAsync(MailDomain domain, CancellationToken ct = default) =>
        ct.IsCancellationRequested ? ValueTask.FromCanceled<LookupState>(ct) : ValueTask.FromResult(Now().Folder.Snapshot.MembershipOf(domain));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ISigningKey>> GetSigningKeysAsync(MailDomain domain, DomainRole role, CancellationToken ct = default) =>
        ct.IsCancellationRequested ? ValueTask.FromCanceled<IReadOnlyList<ISigningKey>>(ct) : ValueTask.FromResult(Now().Folder.Snapshot.FindSigningKeys(domain, role));

    /// <inheritdoc/>
    public ValueTask<CertificateLookup> FindRecipientAsync(string address, CancellationToken ct = default) =>
        ct.IsCancellationRequested ? ValueTask.FromCanceled<CertificateLookup>(ct) : ValueTask.FromResult(Now().Folder.Snapshot.FindRecipient(address, Folder));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ISigningKey>> GetUserSigningKeysAsync(string address, CancellationToken ct = default) =>
        ct.IsCancellationRequested ? ValueTask.FromCanceled<IReadOnlyList<ISigningKey>>(ct) : ValueTask.FromResult(Now().Folder.Snapshot.FindUserSigningKeys(address));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IDecryptionKey>> GetDecryptionKeysAsync(MailDomain? domain, CancellationToken ct = default) =>
        ct.IsCancellationRequested ? ValueTask.FromCanceled<IReadOnlyList<IDecryptionKey>>(ct) : ValueTask.FromResult(Now().Folder.Snapshot.FindDecryptionKeys(domain));

    /// <inheritdoc/>
    bool ISecurityLabelPolicy.Understands(SecurityLabel label) => Labels.Understands(label);

    /// <inheritdoc/>
    int? ISecurityLabelPolicy.RankOf(SecurityLabel label) => Labels.RankOf(label);

    /// <inheritdoc/>
    string? ISecurityLabelPolicy.Describe(SecurityLabel label) => Labels.Describe(label);

    /// <inheritdoc/>
    bool ISecurityLabelPolicy.MayTranslate(SignatureReport signer, string? from, string to) => Labels.MayTranslate(signer, from, to);

    /// <summary>Reads the folder again now, whether it looks changed or not.</summary>
    /// <exception cref="DomSecException">The folder is missing or cannot be listed, or its <c>community.json</c> is malformed; the last state stays in force.</exception>
    public void Reload()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        lock (_gate)
        {
            if (Check(force: true) is { } e)
            {
                throw e;
            }
        }
    }

    /// <summary>Stops watching and releases the private keys.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _watcher?.Dispose();
            CommunitySnapshot snapshot = _state.Folder.Snapshot;
            foreach (IDisposable key in snapshot.SigningKeys.Values.Concat(snapshot.UserSigningKeys.Values).SelectMany(keys => keys).Cast<IDisposable>().Concat(snapshot.AllDecryptionKeys.Cast<IDisposable>()))
            {
                key.Dispose();
            }
        }
    }

    /// <summary>The state in force. One caller checks for changes when that is due; the others go on with what is there.</summary>
    private State Now()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_options.Watch && IsDue() && _gate.TryEnter())
        {
            try
            {
                if (IsDue() && !_disposed)
                {
                    Check(force: false);
                }
            }
            finally
            {
                _gate.Exit();
            }
        }

        return _state;
    }

    private bool IsDue() => _options.TimeProvider.GetElapsedTime(Interlocked.Read(ref _checked)) >= (_changed ? PollIntervalAfterEvent : PollInterval);

    /// <summary>Reads the folder if it changed; called under the lock. Gives back why it could not.</summary>
    private DomSecException? Check(bool force)
    {
        Interlocked.Exchange(ref _checked, _options.TimeProvider.GetTimestamp());
        bool changed = _changed;
        _changed = false;
        try
        {
            FolderListing listing = FolderListing.Read(Folder);
            if (!force && !changed && _state.Fault is null && listing.Stamp.AsSpan().SequenceEqual(_state.Stamp))
            {
                return null;
            }

            TimeSpan age = _options.TimeProvider.GetUtcNow() - listing.NewestWrite;
            if (!force && age >= TimeSpan.Zero && age < SettlingTime)
            {
                _changed = true; // half a file would take an anchor or a key away for a moment, and mail would be refused for it
                return null;
            }

            // The stamp was taken before reading: what changes meanwhile differs from it and is read next time.
            _state = new State(FolderLoader.Load(listing, _options.Password, _state.Folder), listing.Stamp, Fault: null);
            return null;
        }
        catch (DomSecException e)
        {
            _state = _state with { Fault = new FolderProblem(".", $"{e.Message} Until then the state read last is in force.") };
            return e;
        }
    }

    /// <summary>Asks the system to tell of changes; null when it cannot, and then only the regular checks find them.</summary>
    private FileSystemWatcher? Watch()
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(Folder) { IncludeSubdirectories = true };
            watcher.Changed += (_, _) => _changed = true;
            watcher.Created += (_, _) => _changed = true;
            watcher.Deleted += (_, _) => _changed = true;
            watcher.Renamed += (_, _) => _changed = true;
            watcher.Error += (_, _) => _changed = true;
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            watcher?.Dispose();
            return null;
        }
    }

    private sealed record State(LoadedFolder Folder, byte[] Stamp, FolderProblem? Fault);
}
