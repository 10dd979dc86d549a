using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace DomSec.Crypto.BouncyCastle;

/// <summary>The reading side of <see cref="GcmStreamEncryptor"/>. Its output lags by the tag's length, because Bouncy Castle expects the tag at the end.</summary>
internal sealed class GcmStreamDecryptor : ContentDecryptor
{
    private const int BlockSize = 16;

    private readonly GcmBlockCipher _gcm;

    public GcmStreamDecryptor(ReadOnlySpan<byte> cek, ReadOnlySpan<byte> nonce, int tagSize)
    {
        TagSize = tagSize;
        _gcm = new GcmBlockCipher(AesUtilities.CreateEngine());
        _gcm.Init(forEncryption: false, new AeadParameters(new KeyParameter(cek), tagSize * 8, nonce.ToArray()));
    }

    public override int TagSize { get; }

    public override void AuthenticateAssociatedData(ReadOnlySpan<byte> data) => _gcm.ProcessAadBytes(data);

    public override int MaxOutput(int inputLength) => inputLength + (3 * BlockSize);

    public override int Update(ReadOnlySpan<byte> input, Span<byte> output) => _gcm.ProcessBytes(input, output);

    public override bool TryFinish(ReadOnlySpan<byte> tag, Span<byte> output, out int written)
    {
        written = 0;

        // CMS-AE-05: the mac field's length equals ICVlen; a truncated tag is not a tag.
        if (tag.Length != TagSize)
        {
            return false;
        }

        try
        {
            int length = _gcm.ProcessBytes(tag, output);
            written = length + _gcm.DoFinal(output[length..]);
            return true;
        }
        catch (InvalidCipherTextException)
        {
            return false;
        }
    }

    /// <summary>Nothing to release: Bouncy Castle has no way to wipe its key schedule, which goes with the garbage.</summary>
    public override void Dispose()
    {
    }
}
