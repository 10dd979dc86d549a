using DomSec.Layers;
using DomSec.Mime;
using DomSec.Providers;
using MimeKit;

namespace DomSec.Classification;

/// <summary>The classifier's door.</summary>
internal sealed class DomainSecurityClassifier : IDomainSecurityClassifier
{
    private readonly MessageWalker _walker;
    private readonly IMessageJudge _judge;
    private readonly ISpool _spool;
    private readonly DomSecOptions _options;

    public DomainSecurityClassifier(MessageWalker walker, IMessageJudge judge, ISpool spool, DomSecOptions options)
    {
        _walker = walker;
        _judge = judge;
        _spool = spool;
        _options = options;
    }

    public async Task<DomainSecurityReport> ClassifyAsync(MimeMessage message, DomainClassificationRequest request, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(request);
        using MemoryStream stream = await MessageBytes.WriteAsync(message, ct).ConfigureAwait(false);
        return await ClassifyStreamAsync(stream, request, ct).ConfigureAwait(false);
    }

    public async Task<DomainSecurityReport> ClassifyStreamAsync(Stream source, DomainClassificationRequest request, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(request);
        using MessageSource message = await MessageSource.OpenAsync(source, _spool, _options.Limits, ct).ConfigureAwait(false);
        using MessageWalk walk = await _walker.WalkAsync(message, request, ct).ConfigureAwait(false);
        return await _judge.JudgeAsync(walk, request, ct).ConfigureAwait(false);
    }
}
