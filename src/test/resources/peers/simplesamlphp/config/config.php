<?php
$folder = dirname(__DIR__);
$config = [
    'baseurlpath' => getenv('PEER_URL') . '/simplesaml/',
    'certdir' => $folder . '/cert/',
    'metadatadir' => $folder . '/metadata/',
    'loggingdir' => $folder . '/tmp/',
    'datadir' => $folder . '/tmp/',
    'tempdir' => $folder . '/tmp',
    'secretsalt' => 'only-for-tests-only-for-tests',
    'auth.adminpassword' => 'admin-of-tests',
    'technicalcontact_email' => 'na@example.org',
    'timezone' => 'UTC',
    'logging.handler' => 'errorlog',
    'logging.level' => 4,
    'enable.saml20-idp' => true,
    'module.enable' => ['exampleauth' => true, 'core' => true, 'saml' => true],
    'session.cookie.secure' => false,
    'session.phpsession.savepath' => $folder . '/sessions',
    'store.type' => 'phpsession',
    'language.default' => 'en',
    'metadata.sources' => [['type' => 'flatfile']],
];
// there once an app is registered
if (is_file($folder . '/metadata/sp.xml')) {
    $config['metadata.sources'][] = ['type' => 'xml', 'file' => $folder . '/metadata/sp.xml'];
}
