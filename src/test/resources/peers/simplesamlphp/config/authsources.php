<?php
$config = [
    'people' => [
        'exampleauth:UserPass',
        'noor:noor' => [
            'uid' => ['p-1002'],
            'email' => ['noor@initech.example'],
            'firstName' => ['Noor'],
            'lastName' => ['Newcomer'],
            // what must never be seen in the history of sign-ins
            'userPassword' => ['{SSHA}c2VjcmV0LW9mLW5vb3I='],
        ],
        'stran:stran' => [
            'uid' => ['p-3001'],
            'email' => ['stran@elsewhere.example'],
            'firstName' => ['Stran'],
            'lastName' => ['Ger'],
        ],
    ],
];
